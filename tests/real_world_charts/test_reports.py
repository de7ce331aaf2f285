"""A chart that leads to escalation, with a newer report in words: what it may say withholds the escalation."""

from typing import Any

import pytest

from response_criteria.model.recommendations import Action
from tests.patients import PATIENT, SNOMED, Resource, concept, condition
from tests.real_world_charts.test_diagnoses import decide_on

CML = condition(concept(SNOMED, "92818009"))


NORMAL_LEUKOCYTES = {
    "resourceType": "Observation",
    "id": "o",
    "status": "final",
    "code": concept("http://loinc.org", "6690-2"),
    "valueQuantity": {"value": 6.1, "unit": "10*9/L"},
}


def report(code: str, **members: Any) -> Resource:
    return {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "code": concept("http://loinc.org", code),
        "subject": PATIENT,
        "effectiveDateTime": "2026-11-28",
        **members,
    }


@pytest.mark.parametrize(
    "written",
    [
        report("62389-2", conclusion="46,XY[20]"),
        report("33893-9", presentedForm=[{"contentType": "application/pdf", "url": "Binary/1"}]),
        report("48807-2", conclusion="35% blasts"),
        report("33721-2", conclusion="Knochenmark mit 35 % Blasten"),
        report("11526-1", conclusion="Médula ósea con 35% de blastos"),
        report("51969-4", conclusion="ABL1 p.Thr315Ile detected"),
        report("81247-9", presentedForm=[{"contentType": "application/pdf", "url": "Binary/1"}]),
        report("34117-2", conclusion="CML in blast crisis."),
        report("58410-2", conclusion="Blasten 22 % im Differentialblutbild"),
        report("11502-2", conclusion="BCR::ABL1 0.02 % IS"),
        report("11502-2", conclusion="46,XY[20]. Normal male karyotype."),
        report("11502-2", conclusion="nuc ish(ABL1,BCR)x2[200]"),
        report("58410-2", conclusion="35% blasts on the smear", contained=[NORMAL_LEUKOCYTES]),
        report("62389-2", conclusion="46,XY[20]", contained=[NORMAL_LEUKOCYTES]),
        report("55135-8", conclusion="T315I detected", contained=[NORMAL_LEUKOCYTES]),
        report("48807-2", conclusion="35% blasts", status="preliminary"),
        report("48807-2", conclusion="35% blasts", effectiveDateTime="x"),
        report("48807-2", conclusion="35% blasts") | {"subject": {"identifier": {"value": "7"}}},
    ],
)
def test_a_newer_report_in_words_withholds_the_escalation(written: Resource) -> None:
    # The criterion of this chart is about karyotypes: a newer one that could not be read leaves it possible.
    is_karyotype = "33893-9" in str(written) or any(word in str(written) for word in ("46,X", "nuc ish"))
    assert decide_on(CML, written)[0] is (Action.CONFIRM if is_karyotype else Action.HOLD)


@pytest.mark.parametrize(
    "written",
    [
        report("11526-1", conclusion="Skin: seborrheic keratosis"),
        report("58410-2", conclusion="No blasts. Basophils 3%.", contained=[NORMAL_LEUKOCYTES]),
        report("11502-2", conclusion="BCR::ABL1 was requested; blasts <5%."),
        report("34117-2", conclusion="No signs of blast crisis."),
        report("48807-2", conclusion="35% blasts", status="entered-in-error"),
        report("48807-2", conclusion="35% blasts") | {"subject": {"reference": "Patient/another"}},
        report("48807-2", conclusion="35% blasts", effectiveDateTime="2025-06-01"),
        report("62389-2", conclusion="46,XY[20]", effectiveDateTime="2020-01-01"),
    ],
)
def test_a_report_about_something_else_or_an_older_one_withholds_nothing(written: Resource) -> None:
    assert decide_on(CML, written)[0] is Action.ESCALATE
