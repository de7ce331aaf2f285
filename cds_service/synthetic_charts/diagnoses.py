"""What the clinic writes: the diagnosis, and what it saw at the bedside."""

from cds_service.synthetic_charts.observation import (
    EXAM,
    SNOMED,
    SOCIAL_HISTORY,
    concept,
    observation,
    quantity,
)
from cds_service.synthetic_charts.page import Entry

_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
BY_SNOMED = concept(SNOMED, "92818009", "Chronic myeloid leukemia")
BY_ICD_10_CM = concept(
    _ICD_10_CM, "C92.10", "Chronic myeloid leukemia, BCR/ABL-positive, not having achieved remission"
)


def cml(code: dict[str, object] = BY_SNOMED) -> Entry:
    """Chronic myeloid leukemia is diagnosed."""
    return lambda page: [
        {
            "resourceType": "Condition",
            "id": page.id_of("cml"),
            "clinicalStatus": {"coding": [{"system": _CLINICAL, "code": "active"}]},
            "verificationStatus": {"coding": [{"system": _VERIFICATION, "code": "confirmed"}]},
            "code": code,
            "subject": page.subject,
            "onsetDateTime": page.on.isoformat(),
        }
    ]


def pregnant() -> Entry:
    """The pregnancy status is recorded as pregnant."""
    answer = concept(SNOMED, "77386006", "Pregnant")
    return lambda page: [
        observation(
            page, "pregnancy", "82810-3", "Pregnancy status", category=SOCIAL_HISTORY, valueCodeableConcept=answer
        )
    ]


def spleen(centimeters: str) -> Entry:
    """The spleen's tip is felt that far below the costal margin."""
    value = quantity(centimeters, "cm", "cm")
    return lambda page: [observation(page, "spleen", "32489-7", "Spleen tip", category=EXAM, valueQuantity=value)]
