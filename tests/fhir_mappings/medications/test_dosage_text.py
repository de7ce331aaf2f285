"""The dose in the text of a dosage instruction; any text that is not fully understood states none."""

from fractions import Fraction

import pytest

from fhir_mappings.datatypes.references import ReferenceIndex
from fhir_mappings.medications.dosage_text import NO_DOSE, StatedDose, parse_dosage_text
from fhir_mappings.medications.products import Product, find_product
from tests.patients import IMATINIB_100, IMATINIB_400, RXNORM, Resource, concept

STRENGTH_NOT_KNOWN = concept(RXNORM, "282388")


def build_product(medication: Resource) -> Product:
    found = find_product({"medicationCodeableConcept": medication}, ReferenceIndex([]))
    assert found is not None
    return found


def parse(text: str, medication: Resource = IMATINIB_400) -> StatedDose:
    return parse_dosage_text(text, build_product(medication))


def dose(*mg: int, per_day: str | None = None) -> StatedDose:
    return StatedDose(frozenset(map(Fraction, mg)), Fraction(per_day) if per_day else None)


@pytest.mark.parametrize(
    ("text", "mg", "per_day"),
    [
        ("400 mg twice daily", 400, "2"),
        ("400 mg BID", 400, "2"),
        ("400mg b.i.d.", 400, "2"),
        ("Take 400 mg p.o. twice-daily.", 400, "2"),
        ("400 mg PO qd", 400, "1"),
        ("400 mg OD", 400, "1"),
        ("400 mg q12h", 400, "2"),
        ("400 mg every other day", 400, "1/2"),
        ("Take 1 tablet (400 mg) by mouth once daily with food", 400, "1"),
        ("TAKE 1 TABLET (400 MG TOTAL) BY MOUTH 2 (TWO) TIMES DAILY", 400, "2"),
        ("Take two (2) tablets by mouth once a day with a meal and a large glass of water.", 800, "1"),
        ("1 tab PO TID", 400, "3"),
        ("1 tablet(s) twice per day", 400, "2"),
        ("half a tablet once daily", 200, "1"),
        ("one 400 mg tablet once daily", 400, "1"),
        ("1.5 tablets in the morning", 600, "1"),
        ("1 tablet morning and evening", 400, "2"),
        ("1 tablet in the morning with breakfast and 1 tablet in the evening", 400, "2"),
        ("1 tablet twice daily, with breakfast and with dinner", 400, "2"),
        ("imatinib 400 mg tablet: take 2 tablets once daily", 800, "1"),
        ("478 mg imatinib mesylate once daily", 400, "1"),
        ("0.4 g once daily", 400, "1"),
        ("1 tablet once daily for 30 days", 400, "1"),
        ("Take 1 tablet twice daily. Swallow whole, do not crush. Keep out of reach of children.", 400, "2"),
        ("400 mg. Twice daily.", 400, "2"),
    ],
)
def test_a_text_may_state_the_dose_and_its_frequency(text: str, mg: int, per_day: str) -> None:
    found = parse(text)
    assert (found.mg, found.doses_per_day) == (frozenset({Fraction(mg)}), Fraction(per_day))


@pytest.mark.parametrize(
    "text",
    ["400 mg daily", "400 mg/day", "400 mg every day", "take one tablet by mouth every day", "1 tablet a day"],
)
def test_a_dose_per_day_counts_as_a_dose_once_a_day(text: str) -> None:
    assert parse(text) == dose(400, per_day="1")


@pytest.mark.parametrize(
    ("text", "medication", "mg"),
    [
        ("4 tablets (400 mg total) once daily", IMATINIB_100, (400, 1600)),
        ("4 tablets of 100 mg once daily", IMATINIB_100, (100, 400)),
        ("2 tablets (400 mg) once daily", IMATINIB_400, (400, 800)),
        ("2 tablets (400 mg) once daily", STRENGTH_NOT_KNOWN, (400, 800)),
        ("2 tablets (800 mg) once daily", IMATINIB_400, (800, 1600)),
        ("4 tablets of 100 mg once daily", IMATINIB_400, (100, 400, 1600)),  # another tablet than was coded
    ],
)
def test_mg_in_parentheses_may_be_those_of_all_tablets_or_of_one(
    text: str, medication: Resource, mg: tuple[int, ...]
) -> None:
    assert parse(text, medication) == dose(*mg, per_day="1")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("400 mg in the morning", {"morning"}),
        ("400 mg am", {"morning"}),
        ("1 tablet with breakfast and with dinner", {"morning", "evening"}),
        ("400 mg once daily", set()),
        ("400 mg in the morning and 200 mg in the evening", set()),  # several doses
    ],
)
def test_a_text_may_name_parts_of_the_day(text: str, parts: set[str]) -> None:
    assert parse(text).parts_of_day == parts


@pytest.mark.parametrize("text", ["twice daily", "Take twice daily with food", "BID", "2 times a day"])
def test_a_text_may_state_only_the_frequency(text: str) -> None:
    assert parse(text) == dose(per_day="2")


@pytest.mark.parametrize("text", ["400 mg", "1 tablet", "Take one tablet by mouth.", "1 tablet as directed"])
def test_a_text_may_state_only_the_dose(text: str) -> None:
    assert parse(text) == dose(400)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "with food",
        "as directed",
        "daily",
        "every day with food",
        # what is not known may change the meaning
        "maximum 800 mg",
        "400 mg twice daily, not more than 800 mg",
        "400 mg daily, then 400 mg twice daily",
        "400 mg once or twice daily",
        "400 mg twice daily as needed",
        "Take 1 tablet (100 mg) daily with 400 mg tablet",
        "do not take 400 mg twice daily",
        "300 mg/m2 once daily",
        "400 mg once daily on weekdays",
        "400 mg once daily. Increase to 400 mg twice daily after a month.",
        "400 mg once",
        "400 mg daily with breakfast and with dinner",
        # several doses, or ranges
        "400 mg daily, 800 mg daily",
        "400 mg in the morning and 200 mg in the evening",
        "400-600 mg once daily",
        "1-2 tablets once daily",
        "1 1/2 tablets once daily",
        "400,5 mg once daily",
        "<400 mg once daily",
        "0 mg once daily",
        "1/0 tablets",
        f"{'9' * 5000} mg once daily",
        f"1/{'9' * 5000} tablets",
        "400.123456 mg once daily",
        "400 mg once daily" + 500 * " ",
        "400 mg once daily BID",
        # the strength of the tablets, not how many
        "imatinib 100 mg tablet",
        "400 mg tablets",
        # other notations and languages
        "1-0-1",
        "1-0-1-0 Tbl.",
        "400 mg zweimal täglich",
        "2x täglich 1 Tablette",
        "un comprimé à 400 mg deux fois par jour",
        "400 mg/die",
        "1 tablet per dag",
        "400 mg od 1.1.2024",
        "400 mg 1日2回",
    ],
)
def test_any_other_text_states_no_dose(text: str) -> None:
    assert parse(text) == NO_DOSE


@pytest.mark.parametrize("text", ["2 tablets once daily", "5 mL twice daily"])
def test_a_number_of_units_of_unknown_strength_states_no_dose(text: str) -> None:
    assert parse(text, STRENGTH_NOT_KNOWN) == NO_DOSE
