"""The services we announce: as data, and as discovery tells them."""

from dataclasses import dataclass, replace
from typing import Any

from cds_service.prefetch.keys import PREFETCH_KEYS, REPORTED, PrefetchKey, local_keys, local_report_keys
from fhir_mappings.datatypes.codings import observation_groups
from fhir_mappings.local_codes.translation import SiteMaps


@dataclass(frozen=True, slots=True)
class Service:
    """A CDS service, as its clients choose and call it."""

    id: str
    hook: str
    title: str
    description: str
    usage_requirements: str
    prefetch: tuple[PrefetchKey, ...]

    def announcement(self) -> dict[str, Any]:
        """The service's entry in the answer to discovery."""
        return {
            "hook": self.hook,
            "title": self.title,
            "description": self.description,
            "id": self.id,
            "prefetch": {each.name: each.query for each in self.prefetch},
            "usageRequirements": self.usage_requirements,
        }


RESOURCE_TYPES = tuple(dict.fromkeys((*(each.resource_type for each in PREFETCH_KEYS), "Medication")))
"""What the service may read, when it has to: the types of its queries, and what their references name."""

SMART_V1_SCOPES = " ".join(f"patient/{each}.read" for each in RESOURCE_TYPES)
SMART_V2_SCOPES = " ".join(f"patient/{each}.rs" for each in RESOURCE_TYPES)

IMATINIB_RESPONSE = Service(
    id="imatinib-response",
    hook="patient-view",
    title="Response to imatinib in chronic myeloid leukemia",
    description=(
        "For an adult with chronic myeloid leukemia on imatinib: tells whether one of the four circumstances in which "
        "a published protocol raised the dose (hematologic or cytogenetic resistance or relapse) holds, shows every "
        "result it rests on, and what it could not see. Advisory; for health professionals."
    ),
    usage_requirements=(
        "FHIR R4. Works from prefetch alone, if the Medications that orders refer to are contained in them or "
        "prefetched with them. What is not prefetched is read from fhirServer, for which the access token needs these "
        f"scopes, as patient/ or user/. SMART v1: {SMART_V1_SCOPES}. SMART v2: {SMART_V2_SCOPES}."
    ),
    prefetch=PREFETCH_KEYS,
)

SERVICES = (IMATINIB_RESPONSE,)


def asking_for(site: SiteMaps) -> tuple[Service, ...]:
    """The services as a site announces them that has codes of its own."""
    results = local_keys(site.codes_to_ask(observation_groups()))
    beside = results + local_report_keys(site.codes_to_ask(REPORTED))
    return tuple(replace(each, prefetch=each.prefetch + beside) for each in SERVICES)
