"""MedicationRequest -> DrugOrder, as real systems write them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fhir_mappings.datatypes.references import ChartEntry, ReferenceIndex
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.medications.orders import UNKNOWN_DAY, parse_order
from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData
from response_criteria.model.medications import Drug, DrugKind, DrugOrder, OrderStatus
from response_criteria.model.periods import PartialDate
from tests.patients import (
    ICD10CM,
    IMATINIB_100,
    IMATINIB_400,
    NDC,
    ONCE_DAILY,
    RXNORM,
    SNOMED,
    Resource,
    concept,
    condition,
    dosage,
    medication,
    mg,
    order,
    tablets,
)

HERE = Origin("MedicationRequest/1")


def parse(request: Resource, *reference_index: Resource) -> DrugOrder | ExcludedData | None:
    return parse_order(HERE, request, ReferenceIndex(ChartEntry(resource) for resource in reference_index))


def parse_as_order(request: Resource, *reference_index: Resource) -> DrugOrder:
    found = parse(request, *reference_index)
    assert isinstance(found, DrugOrder)
    return found


def parse_exclusion(request: Resource, *reference_index: Resource) -> str:
    found = parse(request, *reference_index)
    assert isinstance(found, ExcludedData)
    assert found.origin == HERE
    return found.reason


def on(year: int, month: int, day: int) -> PartialDate:
    return PartialDate.on(date(year, month, day))


def test_an_order_gives_its_drug_dose_and_start() -> None:
    assert parse_as_order(order(IMATINIB_400, dosage(tablets(1), text="1 tablet by mouth once daily"))) == DrugOrder(
        drug=Drug(DrugKind.IMATINIB, "imatinib"),
        status=OrderStatus.ACTIVE,
        starts=on(2023, 1, 10),
        written=on(2023, 1, 10),
        origin=HERE,
        daily_dose_mg=Amount.exactly(400),
        product="imatinib 400 mg",
        strength_mg=Decimal(400),
        instruction="400 mg × 1 a day",
        instruction_text="1 tablet by mouth once daily",
        reported="imatinib 400 MG Oral Tablet, 1 tablet by mouth once daily",
    )


def test_the_example_of_the_specification_is_an_order_for_another_drug() -> None:
    assert parse(medrx0306("76388-713-25")) is None


def test_the_example_of_the_specification_with_imatinib_is_an_order_for_imatinib() -> None:
    found = parse_as_order(medrx0306("0078-0401-34"))
    assert found.drug == Drug(DrugKind.IMATINIB, "imatinib")
    # 6 mg a day, as the specification has it, is no dose of imatinib for an adult.
    assert found.daily_dose_mg is None
    assert found.dose_unknown_reason == "its daily dose is not plausible"
    assert found.written == on(2015, 1, 15)


def medrx0306(national_drug_code: str) -> Resource:
    """The shape of HL7's example: a contained Medication with no more than an NDC, given for CML, 6 mg once daily."""
    contained = medication("med0304", code=concept(NDC, national_drug_code))
    six = {"type": concept("http://terminology.hl7.org/CodeSystem/dose-rate-type", "ordered"), "doseQuantity": mg(6)}
    return order(
        name="medrx0306",
        medicationCodeableConcept=None,
        contained=[contained],
        medicationReference={"reference": "#med0304"},
        authoredOn="2015-01-15",
        reasonCode=[concept(SNOMED, "92818009")],
        dosageInstruction=[dosage(None, ONCE_DAILY, sequence=1, text="6 mg PO daily", doseAndRate=[six])],
    )


@pytest.mark.parametrize("intent", ["order", "original-order", "reflex-order", "filler-order", "instance-order"])
def test_every_intent_of_an_order_is_binding(intent: str) -> None:
    assert parse_as_order(order(intent=intent)).binding is Answer.YES


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("active", OrderStatus.ACTIVE),
        ("on-hold", OrderStatus.ON_HOLD),
        ("stopped", OrderStatus.STOPPED),
        ("completed", OrderStatus.COMPLETED),
    ],
)
def test_an_order_keeps_its_status(status: str, expected: OrderStatus) -> None:
    found = parse_as_order(order(status=status))
    assert (found.status, found.binding) == (expected, Answer.YES)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"status": "cancelled"}, "it was cancelled"),
        ({"status": "entered-in-error"}, "it was entered in error"),
        ({"status": "draft"}, "it is a draft"),
        ({"intent": "proposal"}, "it is a proposal, not an order"),
        ({"intent": "option"}, "it is one of several options, not an order"),
        ({"intent": "directive"}, "it is a directive, not an order"),
        ({"doNotPerform": True}, "it is an order not to give the drug"),
        ({"reasonCode": [concept(ICD10CM, "C49.A0")]}, "its indication is another disease"),
        ({"reasonCode": [concept(ICD10CM, "C92.20")]}, "its indication is another disease"),  # atypical CML
        ({"reasonCode": [concept(SNOMED, "84114007")]}, "its indication is another disease"),
    ],
)
def test_a_request_that_orders_no_treatment_of_cml_is_excluded(members: dict[str, Any], reason: str) -> None:
    assert parse_exclusion(order(**members)) == reason


@pytest.mark.parametrize(
    "reasons",
    [
        [],
        [concept(SNOMED, "92818009")],
        [concept(ICD10CM, "C9211")],
        [concept(ICD10CM, "C92")],  # the category above it
        [concept(ICD10CM, "Z79.899")],  # a status, not a disease
        [concept(ICD10CM, "C49.A0"), concept(ICD10CM, "C92.10")],
        [concept("https://hospital.example/reasons", "ONC")],
        [{"text": "GIST"}],  # text alone excludes nothing
    ],
)
def test_an_order_without_another_indication_is_for_cml(reasons: list[Resource]) -> None:
    assert parse_as_order(order(reasonCode=reasons)).binding is Answer.YES


def test_the_indication_may_be_a_condition_of_the_chart() -> None:
    reason = {"reasonReference": [{"reference": "Condition/why"}]}
    cml = condition(concept(SNOMED, "92818009"), "why")
    sarcoma = condition(concept(ICD10CM, "C49.A0"), "why")
    assert parse_as_order(order(**reason), cml).binding is Answer.YES
    assert parse_as_order(order(**reason)).binding is Answer.YES
    assert parse_exclusion(order(**reason), sarcoma) == "its indication is another disease"


def test_another_drug_may_have_any_indication() -> None:
    dasatinib = concept(RXNORM, "475342")
    assert parse_as_order(order(dasatinib, reasonCode=[concept(ICD10CM, "C91.00")])).drug.kind is DrugKind.OTHER_TKI


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"intent": "plan"}, "it is a plan, not an order"),
        ({"reportedBoolean": True}, "it is a report, not an order"),
        ({"reportedReference": {"reference": "Patient/invented"}}, "it is a report, not an order"),
        ({"intent": "plan", "status": "unknown"}, "it is a plan, not an order"),
        ({"authoredOn": None}, "it has no date"),
        ({"authoredOn": "0001-01-01T00:00:00"}, "it has no date"),
    ],
)
def test_a_plan_or_report_is_evidence_of_therapy_without_a_dose(members: dict[str, Any], reason: str) -> None:
    found = parse_as_order(order(**members))
    assert (found.status, found.binding) == (OrderStatus.ACTIVE, Answer.NO)
    assert (found.daily_dose_mg, found.dose_unknown_reason) == (None, reason)


@pytest.mark.parametrize(
    "members",
    [{"status": None}, {"status": "unknown"}, {"status": "bogus"}, {"intent": None}, {"intent": "bogus"}],
    ids=str,
)
def test_an_order_of_unknown_status_or_intent_may_be_active_at_its_dose(members: dict[str, Any]) -> None:
    found = parse_as_order(order(**members))
    assert (found.status, found.binding) == (OrderStatus.ACTIVE, Answer.UNKNOWN)
    assert (str(found.daily_dose_mg), found.dose_unknown_reason) == ("400", "")


def test_an_order_of_unknown_dose_has_the_reason() -> None:
    found = parse_as_order(order(IMATINIB_400, {"text": "one tablet daily"}))
    assert (found.daily_dose_mg, found.dose_unknown_reason) == (None, "its instruction is not structured")
    assert found.binding is Answer.YES


def during(start: str | None, end: str | None = None, **repeat: Any) -> Resource:
    period = {name: value for name, value in (("start", start), ("end", end)) if value}
    return dosage(mg(400), {"repeat": {**ONCE_DAILY["repeat"], "boundsPeriod": period, **repeat}})


SUPPLY = {"dispenseRequest": {"expectedSupplyDuration": {"value": 30, "code": "d"}, "numberOfRepeatsAllowed": 2}}


@pytest.mark.parametrize(
    ("request_", "written", "starts", "ends"),
    [
        (order(), on(2023, 1, 10), on(2023, 1, 10), None),
        (order(authoredOn="2023-01"), PartialDate.in_month(2023, 1), PartialDate.in_month(2023, 1), None),
        (order(IMATINIB_400, during("2023-02-01")), on(2023, 1, 10), on(2023, 2, 1), None),
        (order(IMATINIB_400, during("2023-02-01", "2023-06-30")), on(2023, 1, 10), on(2023, 2, 1), on(2023, 6, 30)),
        (order(IMATINIB_400, during("2023-02-01", "9999-12-31")), on(2023, 1, 10), on(2023, 2, 1), None),
        (order(IMATINIB_400, during("2023-02-01", "2023-01-31")), on(2023, 1, 10), on(2023, 1, 10), None),
        (
            order(IMATINIB_400, during("2023-02-01", "2023-02-28"), during("2023-03-01", "2023-03-31")),
            on(2023, 1, 10),
            on(2023, 2, 1),
            on(2023, 3, 31),
        ),
        (
            order(IMATINIB_400, during("2023-02-01", "2023-02-28"), during("2023-03-01")),
            on(2023, 1, 10),
            on(2023, 2, 1),
            None,
        ),
        (
            order(IMATINIB_400, during(None, boundsDuration={"value": 14, "code": "d"})),
            on(2023, 1, 10),
            on(2023, 1, 10),
            on(2023, 1, 23),
        ),
        (
            order(IMATINIB_400, during(None, boundsDuration={"value": 3, "code": "mo"})),
            on(2023, 1, 10),
            on(2023, 1, 10),
            on(2023, 4, 9),
        ),
        (
            order(IMATINIB_400, during(None, boundsDuration={"value": 1, "unit": "years"}), authoredOn="2024-02-29"),
            on(2024, 2, 29),
            on(2024, 2, 29),
            on(2025, 2, 27),
        ),
        (
            order(IMATINIB_400, during(None, boundsDuration={"value": Decimal("1.5"), "code": "mo"})),
            on(2023, 1, 10),
            on(2023, 1, 10),
            None,
        ),
        (
            order(IMATINIB_400, during(None, boundsDuration={"value": 3, "code": "d", "unit": "months"})),
            on(2023, 1, 10),
            on(2023, 1, 10),
            None,
        ),
        (order(IMATINIB_400, during("2023-02-01"), authoredOn=None), on(2023, 2, 1), on(2023, 2, 1), None),
        (
            order(authoredOn=None, dispenseRequest={"validityPeriod": {"start": "2023-02-01", "end": "2024-02-01"}}),
            on(2023, 2, 1),
            on(2023, 2, 1),
            None,
        ),
        (order(status="completed", **SUPPLY), on(2023, 1, 10), on(2023, 1, 10), on(2023, 4, 9)),
        (
            order(status="completed", dispenseRequest={"expectedSupplyDuration": {"value": 3, "code": "mo"}}),
            on(2023, 1, 10),
            on(2023, 1, 10),
            on(2023, 4, 9),
        ),
        (order(status="active", **SUPPLY), on(2023, 1, 10), on(2023, 1, 10), None),
        (
            # of what, its name does not say: it may be months
            order(status="completed", dispenseRequest={"expectedSupplyDuration": {"value": 3}}),
            on(2023, 1, 10),
            on(2023, 1, 10),
            None,
        ),
        (order(authoredOn=None), UNKNOWN_DAY, UNKNOWN_DAY, None),
        (
            order(authoredOn=None, meta={"lastUpdated": "2023-05-01T10:00:00Z"}),
            PartialDate(UNKNOWN_DAY.earliest, date(2023, 5, 1)),
            PartialDate(UNKNOWN_DAY.earliest, date(2023, 5, 1)),
            None,
        ),
    ],
)
def test_an_order_gives_when_it_was_written_starts_and_ends(
    request_: Resource, written: PartialDate, starts: PartialDate, ends: PartialDate | None
) -> None:
    found = parse_as_order(request_)
    assert (found.written, found.starts, found.ends) == (written, starts, ends)


NOWHERE = {"medicationCodeableConcept": None, "medicationReference": {"reference": "Medication/none"}}


def test_an_active_order_of_an_unidentified_medication_is_kept() -> None:
    found = parse_as_order(order(**NOWHERE))
    assert found.drug == Drug(DrugKind.UNRESOLVED, "Medication/none")
    assert found.binding is Answer.YES


@pytest.mark.parametrize("status", ["completed", "stopped", "on-hold"])
def test_a_past_order_of_an_unidentified_medication_is_excluded(status: str) -> None:
    with pytest.raises(UnusableDataError) as excluded:
        parse(order(**NOWHERE, status=status))
    assert excluded.value.reason == "its medication could not be identified"


def test_an_order_without_a_medication_is_unresolved() -> None:
    assert parse_as_order(order(medicationCodeableConcept=None)).drug.kind is DrugKind.UNRESOLVED


def test_a_drug_named_only_in_text_is_not_coded() -> None:
    assert parse_as_order(order({"text": "nilotinib 300 mg"})).drug == Drug(
        DrugKind.OTHER_TKI, "nilotinib", coded=False
    )


def test_an_order_for_an_irrelevant_drug_is_skipped_whatever_its_status() -> None:
    metformin = concept(RXNORM, "6809", text="metformin")
    assert parse(order(metformin)) is None
    assert parse(order(metformin, status="cancelled", reasonCode="broken", doNotPerform="broken")) is None


def test_strengths_differ_and_renewals_are_alike() -> None:
    first, renewal = parse_as_order(order(name="1")), parse_as_order(order(name="2", authoredOn="2023-06-01"))
    hundred = parse_as_order(order(IMATINIB_100, dosage(tablets(2))))
    assert (first.product, first.instruction) == (renewal.product, renewal.instruction)
    assert (hundred.product, hundred.strength_mg) == ("imatinib 100 mg", Decimal(100))
    assert hundred.daily_dose_mg == Amount.exactly(200)


def test_an_order_gives_its_times_of_day_from_timing_and_text() -> None:
    morning = parse_as_order(order(IMATINIB_400, dosage(mg(400), {"repeat": {"when": ["MORN"]}})))
    evening = parse_as_order(order(IMATINIB_400, dosage(mg(400), text="400 mg in the evening")))
    assert (morning.times_of_day, evening.times_of_day) == ({"morning"}, {"evening"})
    assert morning.instruction == evening.instruction
    assert parse_as_order(order()).times_of_day == frozenset()


@pytest.mark.parametrize(
    ("prior", "replaced"),
    [
        ({"reference": "MedicationRequest/1"}, "MedicationRequest/1"),
        ({"reference": "https://ehr.example.org/r4/MedicationRequest/1/_history/2"}, "MedicationRequest/1"),
        ({"reference": "Medication/1"}, None),
        ({"reference": 7}, None),
        ({"display": "the old order"}, None),
        ("MedicationRequest/1", None),
        (None, None),
    ],
)
def test_the_order_that_it_replaces_is_read_and_costs_nothing_if_it_cannot_be(prior: Any, replaced: str | None) -> None:
    request = order(IMATINIB_400, dosage(tablets(1))) | ({"priorPrescription": prior} if prior else {})
    assert parse_as_order(request).replaces == replaced
