"""What a call may read from a FHIR server, and as whom."""

from dataclasses import dataclass, field

from cds_service.fhir_client.base_url import FhirAddress


@dataclass(frozen=True, slots=True)
class FhirAccess:
    """A FHIR server that may be read from, and the token to present to it and to nobody else; empty for none."""

    server: FhirAddress
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NoAccess:
    """Why nothing can be read, as the end of a sentence."""

    because: str
