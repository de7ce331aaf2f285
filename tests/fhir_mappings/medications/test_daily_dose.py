"""Dosage -> the total daily dose, as real MedicationRequests write it."""

from decimal import Decimal
from typing import Any

import pytest

from fhir_mappings.datatypes.references import ReferenceIndex
from fhir_mappings.medications.daily_dose import calculate_daily_dose
from fhir_mappings.medications.products import Product, find_product
from fhir_mappings.medications.rates import RATE_DIFFERS
from response_criteria.model.amounts import Amount
from tests.patients import (
    IMATINIB_100,
    IMATINIB_400,
    ONCE_DAILY,
    TWICE_DAILY,
    UCUM,
    Resource,
    concept,
    dosage,
    mg,
    order,
    tablets,
)

ORDERED = concept("http://terminology.hl7.org/CodeSystem/dose-rate-type", "ordered")
CALCULATED = concept("http://terminology.hl7.org/CodeSystem/dose-rate-type", "calculated")
SOLUTION = concept("http://hl7.org/fhir/sid/ndc", "81927-201-01")
FOR_30_DAYS = {"repeat": {**ONCE_DAILY["repeat"], "boundsDuration": {"value": 30, "code": "d"}}}
INGREDIENT_ONLY = concept("http://www.nlm.nih.gov/research/umls/rxnorm", "282388")


def build_product(medication: Resource) -> Product:
    found = find_product({"medicationCodeableConcept": medication}, ReferenceIndex([]))
    assert found is not None
    return found


def calculate(*dosages: Resource, medication: Resource = IMATINIB_400) -> Amount | str:
    """The daily dose, or why it is not known."""
    dose = calculate_daily_dose(order(medication, *dosages), build_product(medication))
    return dose.unknown_reason if dose.mg is None else dose.mg


def on_days(*days: str, **rest: Any) -> Resource:
    return {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "dayOfWeek": list(days), **rest}}


def during(start: str, end: str) -> Resource:
    return {"repeat": {"boundsPeriod": {"start": start, "end": end}, "frequency": 1, "period": 1, "periodUnit": "d"}}


@pytest.mark.parametrize(
    ("dose", "medication", "daily_mg"),
    [
        (mg(400), IMATINIB_400, "400"),
        (mg(Decimal("400.0")), IMATINIB_400, "400"),
        ({"value": 400, "unit": "mg"}, IMATINIB_400, "400"),
        ({"value": 400, "code": "mg", "system": UCUM}, IMATINIB_400, "400"),
        ({"value": Decimal("0.4"), "unit": "g"}, IMATINIB_400, "400"),
        ({"value": 400, "unit": "MG"}, IMATINIB_400, "400"),
        (tablets(1), IMATINIB_400, "400"),
        (tablets(2), IMATINIB_400, "800"),
        (tablets(Decimal("1.5")), IMATINIB_400, "600"),
        (tablets(3), IMATINIB_100, "300"),
        ({**tablets(1), "unit": "400 mg tablet"}, IMATINIB_400, "400"),
        ({"value": 1, "unit": "tablet"}, IMATINIB_400, "400"),
        ({"value": 1, "unit": "Tablet(s)"}, IMATINIB_400, "400"),
        ({"value": 1, "unit": "tbl"}, IMATINIB_400, "400"),
        ({"value": 1, "code": "{tablet}", "system": UCUM}, IMATINIB_400, "400"),
        ({"value": 1, "unit": "capsule"}, concept("http://www.nlm.nih.gov/research/umls/rxnorm", "483431"), "400"),
        ({"value": 5, "unit": "mL"}, SOLUTION, "400"),
        (mg(478), IMATINIB_400, "400"),  # of the mesylate
        (mg(Decimal("119.5")), IMATINIB_100, "100"),
    ],
)
def test_a_dose_in_mg_tablets_or_milliliters(dose: Resource, medication: Resource, daily_mg: str) -> None:
    assert calculate(dosage(dose), medication=medication) == Amount.exactly(daily_mg)


@pytest.mark.parametrize(
    ("dosages", "daily_mg"),
    [
        ([dosage(mg(400), TWICE_DAILY)], "800"),
        ([dosage(mg(400), {"repeat": {"period": 12, "periodUnit": "h"}})], "800"),
        ([dosage(mg(400), {"repeat": {"when": ["CM", "CV"]}})], "800"),
        ([dosage(mg(400), on_days("mon", "tue", "wed", "thu", "fri"))], "285.71"),
        (
            [dosage(mg(400), {"repeat": {"timeOfDay": ["08:00:00"]}}), dosage(mg(400), {"repeat": {"when": ["EVE"]}})],
            "800",
        ),
        ([dosage(mg(400), sequence=1), dosage(mg(200), sequence=1)], "600"),
        (
            [dosage(mg(400), during("2024-01-01", "2024-01-31")), dosage(mg(400), during("2024-02-01", "2024-02-29"))],
            "400",
        ),
        (
            [dosage(mg(300), during("2024-01-01", "2024-01-31")), dosage(mg(100), during("2024-01-01", "2024-01-31"))],
            "400",
        ),
    ],
)
def test_several_times_and_instructions_are_summed(dosages: list[Resource], daily_mg: str) -> None:
    assert calculate(*dosages) == Amount.exactly(daily_mg)


@pytest.mark.parametrize(
    ("dosages", "low", "high"),
    [
        ([dosage(None, doseAndRate=[{"doseRange": {"low": mg(400), "high": mg(600)}}])], "400", "600"),
        (
            [dosage(mg(400), {"repeat": {"frequency": 1, "frequencyMax": 2, "period": 1, "periodUnit": "d"}})],
            "400",
            "800",
        ),
        ([dosage(mg(400), {"repeat": {"period": 12, "periodMax": 24, "periodUnit": "h"}})], "400", "800"),
    ],
)
def test_a_range_stays_a_range(dosages: list[Resource], low: str, high: str) -> None:
    assert calculate(*dosages) == Amount.between(Decimal(low), Decimal(high))


def test_the_ordered_dose_counts_and_the_calculated_one_does_not() -> None:
    both = [{"type": CALCULATED, "doseQuantity": mg(392)}, {"type": ORDERED, "doseQuantity": mg(400)}]
    assert calculate(dosage(None, doseAndRate=both)) == Amount.exactly(400)


@pytest.mark.parametrize(
    ("dosages", "medication", "reason"),
    [
        ([dosage(tablets(1))], INGREDIENT_ONLY, "its dose is in tablets, and the strength of a tablet is not known"),
        ([dosage({"value": 5, "unit": "mL"})], IMATINIB_400, "the strength of a milliliter is not known"),
        ([dosage({"value": 400})], IMATINIB_400, "its dose is not in mg, tablets or milliliters"),
        ([dosage({"value": 1, "unit": "1"})], IMATINIB_400, "its dose is not in mg, tablets or milliliters"),
        ([dosage({"value": 340, "unit": "mg/m2"})], IMATINIB_400, "its dose is not in mg, tablets or milliliters"),
        ([dosage({**mg(400), "comparator": "<"})], IMATINIB_400, "its dose is not in mg, tablets or milliliters"),
        ([dosage(mg(0))], IMATINIB_400, "its dose is not in mg, tablets or milliliters"),
        ([dosage({**mg(1), "unit": "tablet"})], IMATINIB_400, "the code and the text of its dose unit disagree"),
        ([dosage(mg("four hundred"))], IMATINIB_400, "its number cannot be read"),
        ([dosage(mg(400), asNeededBoolean=True)], IMATINIB_400, "it is taken as needed"),
        ([dosage(mg(400), asNeededCodeableConcept={"text": "pain"})], IMATINIB_400, "it is taken as needed"),
        ([dosage(None)], IMATINIB_400, "its instruction states no dose"),
        (
            [dosage(None, doseAndRate=[{"doseRange": {"high": mg(600)}}])],
            IMATINIB_400,
            "its instruction states no dose",
        ),
        ([dosage(None, doseAndRate=[{"rateQuantity": mg(400)}])], IMATINIB_400, RATE_DIFFERS),
        (
            [dosage(None, doseAndRate=[{"doseQuantity": mg(400)}, {"doseQuantity": mg(600)}])],
            IMATINIB_400,
            "its instruction states several doses",
        ),
        ([{"text": "400 mg once daily"}], IMATINIB_400, "its instruction is not structured"),
        ([{"doseAndRate": [{"doseQuantity": mg(400)}]}], IMATINIB_400, "the instruction does not say how often"),
        ([dosage(mg(400)), {"text": "with food"}], IMATINIB_400, "its instruction is not structured"),
        (
            [dosage(mg(400), sequence=1), dosage(mg(600), sequence=2)],
            IMATINIB_400,
            "it is not clear which of its instructions apply at the same time",
        ),
        (
            [dosage(mg(400), sequence=1), dosage(mg(400), sequence=2)],
            IMATINIB_400,
            "it is not clear which of its instructions apply at the same time",
        ),
        (
            [dosage(mg(400), during("2024-01-01", "2024-01-31")), dosage(mg(600), during("2024-02-01", "2024-02-29"))],
            IMATINIB_400,
            "its instructions follow one another at different doses",
        ),
        (
            [dosage(mg(300), during("2024-01-01", "2024-01-31")), dosage(mg(100), during("2024-01-31", "2024-03-01"))],
            IMATINIB_400,
            "it is not clear which of its instructions apply at the same time",
        ),
        (
            [dosage(mg(400), during("2024-01-01", "2024-01-31")), dosage(mg(600))],
            IMATINIB_400,
            "it is not clear which of its instructions apply at the same time",
        ),
        (
            [dosage(mg(400), FOR_30_DAYS), dosage(mg(600))],
            IMATINIB_400,
            "which of its instructions apply at the same time",
        ),
        (
            [dosage(None, doseAndRate=[{"doseQuantity": mg(400), "doseRange": {"low": mg(400), "high": mg(600)}}])],
            IMATINIB_400,
            "its instruction states several doses",
        ),
        ([dosage({**mg(10), "unit": "mg/kg"})], IMATINIB_400, "the code and the text of its dose unit disagree"),
        ([dosage({**mg(1), "unit": "400 mg tablet"})], IMATINIB_400, "the text of its dose unit disagree"),
        ([dosage(mg(400), during("2024-02-01", "2024-01-31"))], IMATINIB_400, "its instruction ends before it starts"),
        ([dosage(tablets(400))], IMATINIB_400, "its daily dose is not plausible"),
        (
            [dosage(mg(400), {"repeat": {"frequency": 1, "period": 1, "periodUnit": "h"}})],
            IMATINIB_400,
            "not plausible",
        ),
    ],
)
def test_an_unknown_dose_has_its_reason(dosages: list[Resource], medication: Resource, reason: str) -> None:
    found = calculate(*dosages, medication=medication)
    assert isinstance(found, str)
    assert reason in found


def maximum(amount: Resource, per: Resource | None = None) -> Resource:
    return (
        {"maxDosePerPeriod": {"numerator": amount, "denominator": per}} if per else {"maxDosePerAdministration": amount}
    )


A_DAY: Resource = {"value": 1, "unit": "d"}


@pytest.mark.parametrize(
    "limit",
    [
        maximum(mg(400)),
        maximum(mg(800), A_DAY),
        maximum(mg(400), {"value": 12, "code": "h"}),
        maximum(mg(5600), {"value": 1, "code": "wk"}),
    ],
)
def test_a_dose_may_equal_the_maximum_of_its_instruction(limit: Resource) -> None:
    assert calculate(dosage(mg(400), TWICE_DAILY, **limit)) == Amount.exactly(800)


@pytest.mark.parametrize(
    "limit",
    [
        maximum(mg(399)),
        maximum(mg(400), A_DAY),
        maximum(mg(799), A_DAY),
        maximum(mg(5599), {"value": 1, "code": "wk"}),
        maximum(mg(800), {"value": 1, "unit": "cycle"}),
        maximum(mg(800), {"value": 0, "unit": "d"}),
    ],
)
def test_a_dose_that_exceeds_or_cannot_be_compared_with_its_maximum_is_unknown(limit: Resource) -> None:
    assert (
        calculate(dosage(mg(400), TWICE_DAILY, **limit))
        == "the dose and the maximum dose of its instruction do not agree"
    )


DISAGREE = "the text of its instruction states another dose than its structured part"
MORNING: Resource = {"repeat": {"when": ["MORN"]}}
EVENING: Resource = {"repeat": {"when": ["EVE"]}}


@pytest.mark.parametrize(
    ("dosages", "medication"),
    [
        ([dosage(mg(400), text="400 mg twice daily")], IMATINIB_400),
        ([dosage(mg(400), TWICE_DAILY, text="Take 1 tablet (400 mg) by mouth once daily")], IMATINIB_400),
        ([dosage(mg(400), TWICE_DAILY, text="Take 1 tablet (400 mg) by mouth daily")], IMATINIB_400),
        ([dosage(mg(400), text="two tablets every day")], IMATINIB_400),
        ([dosage(tablets(4), text="1 tablet once daily")], IMATINIB_100),
        ([dosage(mg(400), text="twice daily with food")], IMATINIB_400),  # only how often
        ([dosage(mg(400), text="600 mg")], IMATINIB_400),  # only how much
        ([dosage(mg(400), patientInstruction="Take 400 mg twice daily.")], IMATINIB_400),
        ([dosage(mg(400), additionalInstruction=[{"text": "Take two tablets daily"}])], IMATINIB_400),
        ([dosage(mg(400), ONCE_DAILY | {"code": {"text": "BID"}})], IMATINIB_400),
        ([dosage(mg(400), ONCE_DAILY | {"code": {"coding": [{"display": "twice a day"}]}})], IMATINIB_400),
        (
            [dosage(mg(400), MORNING, text="400 mg in the morning"), dosage(mg(400), EVENING, text="2 tablets")],
            IMATINIB_100,
        ),
        ([dosage(mg(400), MORNING), dosage(mg(400), EVENING, text="600 mg daily")], IMATINIB_400),
    ],
)
def test_a_text_that_states_another_dose_makes_the_dose_unknown(dosages: list[Resource], medication: Resource) -> None:
    assert calculate(*dosages, medication=medication) == DISAGREE


@pytest.mark.parametrize(
    ("dosages", "medication", "daily_mg"),
    [
        ([dosage(mg(400), text="Take 1 tablet (400 mg) by mouth daily with food")], IMATINIB_400, "400"),
        ([dosage(mg(400), text="400 mg PO qd")], IMATINIB_400, "400"),
        ([dosage(tablets(1), text="take one tablet by mouth every day")], IMATINIB_400, "400"),
        ([dosage(mg(400), TWICE_DAILY, text="400 mg BID")], IMATINIB_400, "800"),
        ([dosage(mg(400), TWICE_DAILY, text="800 mg daily")], IMATINIB_400, "800"),
        ([dosage(mg(800), text="400 mg twice daily")], IMATINIB_400, "800"),  # the same day's dose
        ([dosage(mg(400), TWICE_DAILY, text="400 mg")], IMATINIB_400, "800"),
        ([dosage(mg(400), TWICE_DAILY, text="800 mg")], IMATINIB_400, "800"),
        ([dosage(mg(400), TWICE_DAILY, text="every day")], IMATINIB_400, "800"),
        ([dosage(mg(400), text="478 mg imatinib mesylate once daily")], IMATINIB_400, "400"),
        ([dosage(tablets(4), text="4 tablets (400 mg total) once daily")], IMATINIB_100, "400"),
        ([dosage(mg(400), text="2 tablets once daily")], INGREDIENT_ONLY, "400"),
        ([dosage(mg(400), text="maximum 800 mg")], IMATINIB_400, "400"),
        ([dosage(mg(400), text="deux comprimés par jour")], IMATINIB_400, "400"),
        ([dosage(mg(400), text=800, patientInstruction=["twice daily"])], IMATINIB_400, "400"),
        ([dosage(mg(400), additionalInstruction={"text": "twice daily"})], IMATINIB_400, "400"),
        ([dosage(mg(400), additionalInstruction=["twice daily", {"text": "With or after food"}])], IMATINIB_400, "400"),
        ([dosage(mg(400), TWICE_DAILY | {"code": {"text": "BID"}})], IMATINIB_400, "800"),
        ([dosage(mg(400), TWICE_DAILY | {"code": {"text": "2 times daily"}}, text="400 mg")], IMATINIB_400, "800"),
        (
            [dosage(mg(400), MORNING, text="400 mg twice daily"), dosage(mg(400), EVENING, text="twice daily")],
            IMATINIB_400,
            "800",
        ),
    ],
)
def test_a_text_that_agrees_or_is_not_understood_changes_nothing(
    dosages: list[Resource], medication: Resource, daily_mg: str
) -> None:
    assert calculate(*dosages, medication=medication) == Amount.exactly(daily_mg)


def test_a_text_within_the_structured_range_agrees() -> None:
    once_or_twice = {"repeat": {"frequency": 1, "frequencyMax": 2, "period": 1, "periodUnit": "d"}}
    assert calculate(dosage(mg(400), once_or_twice, text="400 mg twice daily")) == Amount.between(
        Decimal(400), Decimal(800)
    )
    assert calculate(dosage(mg(400), once_or_twice, text="600 mg twice daily")) == DISAGREE


@pytest.mark.parametrize(("dose", "plausible"), [(mg(1600), True), (mg(1601), False)])
def test_a_dose_above_twice_the_highest_of_any_protocol_is_implausible(dose: Resource, plausible: bool) -> None:
    assert isinstance(calculate(dosage(dose)), Amount) is plausible


@pytest.mark.parametrize(
    ("instructions", "reason"),
    [
        (None, "it has no dosage instruction"),
        ([], "it has no dosage instruction"),
        ({"text": "400 mg once daily"}, "its dosageInstruction is not a list"),
        (["400 mg once daily"], "its dosageInstruction is not a list of objects"),
        ([{"timing": "daily", "doseAndRate": [{"doseQuantity": mg(400)}]}], "its timing is not an object"),
        ([{"timing": ONCE_DAILY, "doseAndRate": {"doseQuantity": mg(400)}}], "its doseAndRate is not a list"),
        ([{"timing": ONCE_DAILY, "doseAndRate": [{"doseQuantity": "400 mg"}]}], "its doseQuantity is not an object"),
        ([{"timing": ONCE_DAILY, "sequence": [1], "doseAndRate": [{"doseQuantity": {"value": []}}]}], "no number"),
    ],
)
def test_the_dose_of_a_malformed_instruction_is_unknown(instructions: Any, reason: str) -> None:
    dose = calculate_daily_dose(order(dosageInstruction=instructions), build_product(IMATINIB_400))
    assert dose.mg is None
    assert reason in dose.unknown_reason


def test_equal_instructions_have_equal_texts() -> None:
    """By that text an order is recognized as the renewal of another."""
    product = build_product(IMATINIB_400)
    in_mg = calculate_daily_dose(order(IMATINIB_400, dosage(mg(400), text="400 mg daily")), product)
    in_tablets = calculate_daily_dose(
        order(IMATINIB_400, dosage(tablets(1), text="1 tab PO QD")), build_product(IMATINIB_400)
    )
    twice_half = calculate_daily_dose(order(IMATINIB_400, dosage(mg(200), TWICE_DAILY)), product)
    assert in_mg.instruction == in_tablets.instruction == "400 mg × 1 a day"
    assert twice_half.mg == in_mg.mg
    assert twice_half.instruction != in_mg.instruction


@pytest.mark.parametrize(
    "text",
    [
        "1-0-1", "0-1-0-1", "zweimal täglich nach dem Essen einnehmen", "400 mg twice a day for CML",
        "400 mg = 1 tab(s), Oral, BID, # 60 tab(s), 11 Refill(s)", "TAKE 1 TABLET TWICE DAILY WITH WATER",
        "800mg/day in 2 divided doses", "2 fois par jour avec le repas du soir", "q12h z-code", "1日2回朝夕食後",
    ],
)  # fmt: skip
def test_a_plain_rate_that_contradicts_leaves_the_dose_unknown(text: str) -> None:
    reason = "the text of its instruction states another dose than its structured part"
    assert calculate(dosage(mg(400), text=text)) == reason


@pytest.mark.parametrize(
    "text",
    [
        "1-0-0", "0-0-1-0", "once daily for CML", "max 400 mg twice a day zzz", "not twice daily zzz",
        "previously BID, zzz",
        "400mg/day zzz", "dispense 60 tablets, zzz", "400 mg, 30 Refill(s) zzz",
    ],
)  # fmt: skip
def test_a_plain_rate_that_agrees_or_is_explained_changes_nothing(text: str) -> None:
    assert calculate(dosage(mg(400), text=text)) == Amount.exactly("400")


def test_a_plain_rate_with_its_amount_is_compared_by_the_day() -> None:
    assert calculate(dosage(mg(800), text="400 mg twice a day for CML")) == Amount.exactly("800")


def rate(per_day: object) -> dict[str, Any]:
    day = {"value": 1, "system": "http://unitsofmeasure.org", "code": "d"}
    return {"doseAndRate": [{"doseQuantity": mg(400), "rateRatio": {"numerator": per_day, "denominator": day}}]}


def test_a_rate_next_to_a_dose_has_to_agree_with_it() -> None:
    assert calculate(dosage(mg(400)) | rate(mg(400))) == Amount.exactly("400")
    assert calculate(dosage(mg(400)) | rate(mg(800))) == "the dose and the rate of its instruction do not agree"


def per_day(value: object, unit: str = "mg/d") -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def ratio(amount: object, time: dict[str, Any]) -> dict[str, Any]:
    return {"numerator": amount, "denominator": {"system": "http://unitsofmeasure.org", **time}}


A_DAY, TWELVE_HOURS = {"value": 1, "code": "d"}, {"value": 12, "code": "h"}


@pytest.mark.parametrize(
    ("rate", "timing", "mg_per_day"),
    [
        ({"rateQuantity": per_day(400)}, ONCE_DAILY, "400"),
        ({"rateQuantity": per_day(400)}, None, "400"),
        ({"rateQuantity": {"value": 400, "unit": "mg/day"}}, None, "400"),
        ({"rateQuantity": per_day(1, "{tablet}/d") | {"unit": "tablet/d", "code": "tablet/d"}}, None, "400"),
        ({"rateRatio": ratio(mg(800), A_DAY)}, TWICE_DAILY, "800"),
        ({"rateRatio": ratio(mg(400), TWELVE_HOURS)}, None, "800"),
        ({"rateRatio": ratio(tablets(2), A_DAY)}, None, "800"),
        ({"rateRatio": ratio(mg(400), A_DAY)}, {"repeat": {"frequency": 1, "period": 2, "periodUnit": "d"}}, None),
        ({"rateQuantity": per_day(400, "mg")}, None, None),
        ({"rateQuantity": per_day(400, "mg/mo")}, None, None),
        ({"rateRange": {"low": per_day(400), "high": per_day(800)}}, None, None),
        ({"rateRatio": ratio(mg(400), A_DAY), "rateQuantity": per_day(400)}, None, None),
    ],
)
def test_a_rate_alone_is_the_dose_of_a_day(rate: dict[str, Any], timing: Any, mg_per_day: str | None) -> None:
    instruction = {"doseAndRate": [rate], **({"timing": timing} if timing else {})}
    found = calculate(instruction)
    assert isinstance(found, str) if mg_per_day is None else found == Amount.exactly(mg_per_day)


def test_a_rate_as_one_quantity_has_to_agree_with_the_dose_as_well() -> None:
    agreeing = {"doseAndRate": [{"doseQuantity": mg(400), "rateQuantity": per_day(400)}]}
    differing = {"doseAndRate": [{"doseQuantity": mg(400), "rateQuantity": per_day(800)}]}
    assert calculate(dosage(mg(400)) | agreeing) == Amount.exactly("400")
    assert calculate(dosage(mg(400)) | differing) == "the dose and the rate of its instruction do not agree"


@pytest.mark.parametrize(
    "text",
    [
        "2 x 400 mg daily zzz", "2x400 mg pro Tag", "2 × 400 mg tgl.", "tweemaal per dag", "2 maal daags",
        "2 раза в день", "дважды в день после еды", "每日两次", "morgens und abends je 400 mg", "matin et soir",
        "mattina e sera", "dwa razy dziennie",
        "2 gange dagligt", "två gånger dagligen", "günde iki kez", "朝夕食後", "ochtends en 's avonds",
    ],
)  # fmt: skip
def test_a_rate_in_another_language_contradicts_once_a_day(text: str) -> None:
    assert (
        calculate(dosage(mg(400), text=text))
        == "the text of its instruction states another dose than its structured part"
    )


@pytest.mark.parametrize("text", ["1 x 400 mg daily zzz", "2 x 400 mg zzz", "dispense 2 x 400 mg daily packs, zzz"])
def test_a_multiple_that_agrees_or_is_of_no_day_changes_nothing(text: str) -> None:
    assert calculate(dosage(mg(400), text=text)) == Amount.exactly("400")


@pytest.mark.parametrize(("amount", "plausible"), [(99, False), (100, True), (1600, True), (1601, False)])
def test_a_dose_below_or_above_every_label_and_protocol_is_not_plausible(amount: int, plausible: bool) -> None:
    found = calculate(dosage(mg(amount)))
    assert found == (Amount.exactly(str(amount)) if plausible else "its daily dose is not plausible")


@pytest.mark.parametrize(
    ("amount", "base"), [("477.9", "400"), ("476", "400"), ("480.2", "400"), ("600", "600"), ("119.4", "100")]
)
def test_a_rounding_of_a_marketed_mesylate_strength_is_taken_for_it(amount: str, base: str) -> None:
    assert calculate(dosage(mg(Decimal(amount)))) == Amount.exactly(base)
