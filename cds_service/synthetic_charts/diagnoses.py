"""What the clinic records: the diagnosis, pregnancy, and the examination of the spleen."""

from cds_service.synthetic_charts.entry import Entry
from cds_service.synthetic_charts.observation import (
    EXAM,
    SNOMED,
    SOCIAL_HISTORY,
    concept,
    observation,
    quantity,
)

_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
BY_SNOMED = concept(SNOMED, "92818009", "Chronic myeloid leukemia")
BY_ICD_10_CM = concept(
    _ICD_10_CM, "C92.10", "Chronic myeloid leukemia, BCR/ABL-positive, not having achieved remission"
)


def cml(code: dict[str, object] = BY_SNOMED) -> Entry:
    """A confirmed, active diagnosis of chronic myeloid leukemia."""
    return condition(code, "cml")


def condition(code: dict[str, object], what: str) -> Entry:
    """A confirmed, active condition with its onset."""
    return lambda context: [
        {
            "resourceType": "Condition",
            "id": context.id_of(what),
            "clinicalStatus": {"coding": [{"system": _CLINICAL, "code": "active"}]},
            "verificationStatus": {"coding": [{"system": _VERIFICATION, "code": "confirmed"}]},
            "code": code,
            "subject": context.subject,
            "onsetDateTime": context.on.isoformat(),
        }
    ]


def pregnancy() -> Entry:
    """A pregnancy status of "pregnant"."""
    status = concept(SNOMED, "77386006", "Pregnant")
    return lambda context: [
        observation(
            context, "pregnancy", "82810-3", "Pregnancy status", category=SOCIAL_HISTORY, valueCodeableConcept=status
        )
    ]


def spleen(centimeters: str) -> Entry:
    """A spleen palpable by ``centimeters`` below the costal margin."""
    value = quantity(centimeters, "cm", "cm")
    return lambda context: [observation(context, "spleen", "32489-7", "Spleen tip", category=EXAM, valueQuantity=value)]
