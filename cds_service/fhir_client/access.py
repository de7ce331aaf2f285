"""The FHIR server that a call may read from, and the token for it."""

from dataclasses import dataclass, field

from cds_service.fhir_client.base_url import FhirBaseUrl


@dataclass(frozen=True, slots=True)
class FhirAccess:
    """A FHIR server that may be read from. ``token`` goes to this server only; empty means no token."""

    server: FhirBaseUrl
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NoAccess:
    """No FHIR server may be read from. ``reason`` is a clause that can end a sentence."""

    reason: str
