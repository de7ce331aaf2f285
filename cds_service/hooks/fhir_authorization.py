"""Whether a call may be completed from its FHIR server, and as whom.

``fhirServer`` comes from outside. It is only ever contacted where the site's settings allow it; nothing else in the
call can widen that (decision 0041).
"""

from cds_service.fhir_client.access import FhirAccess, NoAccess
from cds_service.fhir_client.base_url import FhirAddress, NotAnAddress
from cds_service.hooks.request import HookCall
from cds_service.settings import Settings


def fhir_access(call: HookCall, settings: Settings) -> FhirAccess | NoAccess:
    """The access that a call gives. In development this machine may be read from as well, and without a token."""
    if not call.fhir_server:
        return NoAccess("the call names no FHIR server")
    try:
        server = FhirAddress.parse(call.fhir_server)
    except NotAnAddress:
        return NoAccess("fhirServer is not an address")
    if not settings.is_open and not server.is_https:
        return NoAccess("fhirServer is not https")
    if str(server) not in settings.fhir_servers and not (settings.is_open and server.is_loopback):
        return NoAccess("fhirServer is not one that this service may read from")
    if not settings.is_open and not call.access_token:
        return NoAccess("the call brings no access token that could be used")
    return FhirAccess(server, call.access_token)
