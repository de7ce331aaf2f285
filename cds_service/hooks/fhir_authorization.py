"""Whether missing data may be read from the ``fhirServer`` of a call, and with which token.

``fhirServer`` comes from outside. It is contacted only if the site has listed it for the client that calls; nothing
else in the call can extend that (decisions 0041 and 0090).
"""

from cds_service.auth import Client
from cds_service.fhir_client.access import FhirAccess, NoAccess
from cds_service.fhir_client.base_url import FhirBaseUrl, InvalidUrlError
from cds_service.hooks.request import HookCall
from cds_service.settings import Settings


def authorize_fhir_access(call: HookCall, client: Client | None, settings: Settings) -> FhirAccess | NoAccess:
    """Return the FHIR server that the call may be completed from, or why there is none.

    ``client`` is None in development, where callers are not authenticated.
    """
    if not call.fhir_server:
        return NoAccess("the call names no FHIR server")
    try:
        server = FhirBaseUrl.parse(call.fhir_server)
    except InvalidUrlError:
        return NoAccess("fhirServer is not a valid URL")
    # In development, a server on this machine may be read from as well, over http and without a token.
    if not settings.is_open and not server.is_https:
        return NoAccess("fhirServer is not https")
    if str(server) not in _list_servers(client, settings) and not (settings.is_open and server.is_loopback):
        return NoAccess("this service is not allowed to read from fhirServer")
    if not settings.is_open and not call.access_token:
        return NoAccess("the call has no usable access token")
    return FhirAccess(server, call.access_token)


def _list_servers(client: Client | None, settings: Settings) -> tuple[str, ...]:
    if client is None:
        return settings.fhir_servers
    return tuple(str(FhirBaseUrl.parse(url)) for url in client.fhir_servers)
