"""``imatinib-response`` on the hook ``patient-view``: the response to imatinib when a chart is opened."""

from cds_service.decision import decide
from cds_service.hooks.hook import Hook
from cds_service.hooks.patient_chart import read_chart
from cds_service.hooks.request import build_call_schema
from cds_service.prefetch.keys import PREFETCH_KEYS

# Orders, dispenses and statements may refer to Medications, which no prefetch key retrieves.
RESOURCE_TYPES = tuple(dict.fromkeys((*(key.resource_type for key in PREFETCH_KEYS), "Medication")))
"""Resource types that the service may read from the FHIR server."""

SMART_V1_SCOPES = " ".join(f"patient/{resource_type}.read" for resource_type in RESOURCE_TYPES)
SMART_V2_SCOPES = " ".join(f"patient/{resource_type}.rs" for resource_type in RESOURCE_TYPES)

IMATINIB_RESPONSE = Hook(
    id="imatinib-response",
    hook="patient-view",
    title="Response to imatinib in chronic myeloid leukemia",
    description=(
        "For an adult with chronic myeloid leukemia on imatinib: assesses the four criteria for dose escalation of a "
        "published protocol (hematologic or cytogenetic resistance or relapse), and shows the results they rest on and "
        "what could not be read. Advisory; for health professionals."
    ),
    usage_requirements=(
        "FHIR R4. Works from prefetch alone, if the Medications that orders refer to are contained in them or "
        "prefetched with them. What is not prefetched is read from fhirServer, for which the access token needs these "
        f"scopes, as patient/ or user/. SMART v1: {SMART_V1_SCOPES}. SMART v2: {SMART_V2_SCOPES}."
    ),
    prefetch=PREFETCH_KEYS,
    call_schema=build_call_schema("patient_view_context.schema.json"),
    read_chart=read_chart,
    decide=decide,
)
