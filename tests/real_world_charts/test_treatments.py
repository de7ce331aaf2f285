"""A chart that leads to an escalation, with its treatment or a newer order written in other ways (0058 and 0061)."""

from typing import Any

import pytest

from response_criteria.model.recommendations import Action
from tests.patients import IMATINIB_400, SNOMED, Resource, concept, condition, dosage, mg, order
from tests.real_world_charts.test_diagnoses import decide_on

CML = condition(concept(SNOMED, "92818009"))
ATC = "http://www.whocc.no/atc"
ELSEWHERE = "https://hospital.example/atc"
ESCALATES, HOLDS, ASKS, IS_SILENT = Action.ESCALATE, Action.HOLD, Action.COMPLETE_DATA, Action.NONE

# fmt: off
NEWER_ORDERS: list[tuple[Resource, Action]] = [
    (concept(ATC, "L01EA02"),                       IS_SILENT),
    (concept("https://www.whocc.no/atc/", "L01EA"), IS_SILENT),
    (concept(ELSEWHERE, "L01EA02"),                 ASKS),
    ({"coding": [{"code": "L01EA03"}]},             ASKS),
    ({"text": "T.DASATINIB 100"},                   ASKS),
    ({"text": "дасатиниб"},                         ASKS),
    ({"text": "Νιλοτινίμπη"},                       ASKS),
    ({"text": "Sprycel/placebo"},                   ASKS),
    (concept(ELSEWHERE, "L01EB01"),                 ESCALATES),
    ({"text": "Erlotinib"},                         ESCALATES),
    (concept(ATC, "L03AA10"),                       HOLDS),
    ({"text": "Efbemalenograstim alfa"},            HOLDS),
    ({"text": "利福平"},                             ESCALATES),
]
# fmt: on


@pytest.mark.parametrize(("medication", "action"), NEWER_ORDERS, ids=[str(row[0]) for row in NEWER_ORDERS])
def test_a_newer_order_of_another_drug_has_its_effect(medication: Resource, action: Action) -> None:
    assert decide_on(CML, order(medication, name="newer", authoredOn="2026-11-20"))[0] is action


def imatinib(name: str = "rx-2", **instruction: Any) -> Resource:
    return order(IMATINIB_400, dosage(mg(400)) | instruction, name=name, authoredOn="2025-09-26")


# fmt: off
INSTRUCTIONS: list[tuple[Resource, Action]] = [
    ({},                                                                                ESCALATES),
    ({"text": "1 x 400 mg daily, zzz"},                                                 ESCALATES),
    ({"text": "2 x 400 mg daily, zzz"},                                                 HOLDS),
    ({"text": "2 раза в день"},                                                         HOLDS),
    ({"text": "每日两次"},                                                               HOLDS),
    ({"doseAndRate": [{"rateQuantity": {"value": 400, "unit": "mg/d"}}]},               ESCALATES),
    ({"doseAndRate": [{"rateQuantity": {"value": 500, "unit": "mg/d"}}]},               Action.NO_PROTOCOL_STEP),
    ({"doseAndRate": [{"doseQuantity": mg(400), "rateQuantity": {"value": 400, "unit": "mg/d"}}]}, ESCALATES),
    ({"doseAndRate": [{"doseQuantity": mg(400), "rateQuantity": {"value": 800, "unit": "mg/d"}}]}, HOLDS),
]
# fmt: on


@pytest.mark.parametrize(("instruction", "action"), INSTRUCTIONS, ids=[str(row[0]) for row in INSTRUCTIONS])
def test_an_instruction_has_its_effect(instruction: Resource, action: Action) -> None:
    assert decide_on(CML, imatinib(**instruction), without="MedicationRequest")[0] is action


@pytest.mark.parametrize(
    ("first", "second", "action"),
    [
        ("Once daily", "once daily.", ESCALATES),
        ("nach dem Fruhstueck", "nach dem Abendbrot", HOLDS),
        ("朝食後", "夕食後", HOLDS),
        ("", "nach dem Abendbrot", ESCALATES),
    ],
)
def test_two_like_orders_of_one_day_are_one_if_their_words_are_the_same(
    first: str, second: str, action: Action
) -> None:
    orders = (imatinib("a", text=first), imatinib("b", text=second))
    assert decide_on(CML, *orders, without="MedicationRequest")[0] is action
