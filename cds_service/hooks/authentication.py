"""Authentication of hook calls, before a byte of their body is read (contract section 1).

Discovery and health checks need no token. In development nobody is authenticated, and ``get_client`` returns None.
"""

from ipaddress import ip_network
from math import ceil

from flask import g, request
from limits import RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from cds_service.auth import AuthenticationError, Authenticator, Client
from cds_service.errors import ForeignOriginError, TooManyCallsError, UnauthenticatedError
from cds_service.hooks.server_environ import CLIENT
from cds_service.observability import log_events

IPV6_PREFIX = 64
HOOK_URLS = "/cds-services/"
FAILURES = RateLimitItemPerSecond(10)
"""Failures of one address; beyond them its tokens are not looked at, since each costs a signature check."""


def get_client() -> Client | None:
    """Return the client that signed the present call; None in development."""
    client: Client | None = g.get("client")
    return client


def get_tenant() -> str:
    """Return the tenant that the token of the present call names; empty for none."""
    tenant: str = g.get("tenant", "")
    return tenant


class CallAuthentication:
    """Checks who calls, from where, and how often. Register ``check`` to run before each request."""

    def __init__(self, authenticator: Authenticator, workers: int) -> None:
        self._authenticator = authenticator
        self._workers = workers
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self) -> None:
        """Raise a CallError unless a trusted client has signed the call. Sets what ``get_client`` returns."""
        if request.method != "POST" or not request.path.startswith(HOOK_URLS):
            return
        if CLIENT not in request.environ:
            request.environ[CLIENT] = self._check_client()
        g.client, g.tenant = request.environ[CLIENT]

    def _check_client(self) -> tuple[Client, str]:
        client, tenant = self._authenticate(_group_address(request.remote_addr or ""))
        origin = request.headers.get("Origin")
        if origin is not None and origin.lower() not in client.web_origins:
            raise ForeignOriginError
        self._limit_calls(client)
        return client, tenant

    def _authenticate(self, address: str) -> tuple[Client, str]:
        if not self._limiter.test(FAILURES, "failures", address):
            raise TooManyCallsError(1)
        try:
            return self._authenticator.authenticate(request.headers.get("Authorization"), request.path)
        except AuthenticationError as error:
            self._limiter.hit(FAILURES, "failures", address)
            log_events.log_authentication_failure(
                cause=error.cause, client=error.client, unlisted_issuer=error.unlisted_issuer
            )
            raise UnauthenticatedError from None

    def _limit_calls(self, client: Client) -> None:
        if client.calls_per_minute is None:
            return
        # Each worker counts for itself, so each has its share: approximate, and exact limits belong to the proxy.
        limit = RateLimitItemPerMinute(ceil(client.calls_per_minute / self._workers))
        if not self._limiter.hit(limit, "calls", client.name):
            raise TooManyCallsError(limit.get_expiry())


def _group_address(address: str) -> str:
    # Whoever has one IPv6 address has all those of its network.
    return str(ip_network((address, IPV6_PREFIX), strict=False)) if ":" in address else address
