"""Who may call: trusted clients, their keys, and the check of the JSON Web Token that each call carries.

CDS Hooks 2.0, "Trusting CDS Clients". Nothing here knows Flask: the hooks hand over a header value and an address, and
receive the client or an ``AuthenticationError`` that names the cause for the log, never for the caller.
"""

from cds_service.auth.audience import endpoint_address, normalize_address
from cds_service.auth.authenticator import Authenticator
from cds_service.auth.errors import AuthenticationError, Cause, TrustedClientsError
from cds_service.auth.key_fetch import KeySetFetch, fetch_key_set
from cds_service.auth.key_sets import KeyRing, KeySet, KeySetUnavailable, parse_key_set
from cds_service.auth.replay import ReplayStore, SqliteReplayStore
from cds_service.auth.trusted_clients import Client, TrustedClients, read_trusted_clients

__all__ = [
    "AuthenticationError",
    "Authenticator",
    "Cause",
    "Client",
    "KeyRing",
    "KeySet",
    "KeySetFetch",
    "KeySetUnavailable",
    "ReplayStore",
    "SqliteReplayStore",
    "TrustedClients",
    "TrustedClientsError",
    "endpoint_address",
    "fetch_key_set",
    "normalize_address",
    "parse_key_set",
    "read_trusted_clients",
]
