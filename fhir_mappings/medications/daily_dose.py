"""Calculate the total daily dose of dosage instructions, in mg of imatinib base.

Only the structured part of an instruction gives a dose. Its text can only contradict it: then the dose is unknown.
Anything missing or unclear leaves the dose unknown, with the reason (decision 0012).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations

from fhir_mappings.datatypes.codings import read_codings
from fhir_mappings.datatypes.dates import ends_before_start, parse_end, parse_start
from fhir_mappings.datatypes.json_access import Element, get_object, get_objects
from fhir_mappings.datatypes.timing import Span, convert_to_days, exact_span, parse_doses_per_day, parse_parts_of_day
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.medications.dosage_text import NO_DOSE, StatedDose, parse_dosage_text
from fhir_mappings.medications.dose_units import to_decimal
from fhir_mappings.medications.instructions import get_repeat, list_texts, quote_instructions
from fhir_mappings.medications.plain_rates import find_plain_dose
from fhir_mappings.medications.products import Product
from fhir_mappings.medications.rates import RATE_DIFFERS, parse_rate, to_mg
from fhir_mappings.tables import load_table
from response_criteria.model.amounts import Amount
from response_criteria.model.periods import PartialDate

_PLAUSIBLE = load_table("dose_units")["plausible"]
_MIN_MG_PER_DAY, _MAX_MG_PER_DAY = (Fraction(_PLAUSIBLE[name]) for name in ("min_mg_per_day", "max_mg_per_day"))


@dataclass(frozen=True, slots=True)
class DailyDose:
    """The total mg per day, or why it is unknown; equal instructions have equal ``instruction`` texts."""

    mg: Amount | None
    unknown_reason: str = ""
    instruction: str = ""
    parts_of_day: frozenset[str] = frozenset()


def calculate_daily_dose(order: Element, product: Product) -> DailyDose:
    """Calculate the total daily dose of an order's instructions."""
    try:
        steps = [_parse_instruction(step, product) for step in get_objects(order, "dosageInstruction")]
        total = _combine(steps)
        _require_matching_texts(steps, total)
        parts_of_day = frozenset[str]().union(*(step.parts_of_day for step in steps))
        return DailyDose(_build_amount(total), "", " + ".join(sorted(map(str, steps))), parts_of_day)
    except UnusableDataError as error:
        return DailyDose(None, error.reason, instruction=quote_instructions(order).casefold())


@dataclass(frozen=True, slots=True)
class _Instruction:
    """One dosage instruction: mg per dose, doses per day, and when it applies.

    ``validity`` identifies the period: instructions with equal ones apply together. ``texts`` are the doses that its
    texts state, ``timing_parts`` the parts of the day that its timing names.
    """

    mg: Span
    doses_per_day: Span
    validity: tuple[str, ...]
    starts: PartialDate | None
    ends: PartialDate | None
    texts: tuple[StatedDose, ...]
    timing_parts: frozenset[str]

    @property
    def parts_of_day(self) -> frozenset[str]:
        return self.timing_parts.union(*(text.parts_of_day for text in self.texts))

    @property
    def daily_mg(self) -> Span:
        return self.mg.multiply(self.doses_per_day)

    def is_disjoint_from(self, other: "_Instruction") -> bool:
        """Whether the two never apply on the same day."""
        return self._ends_before(other) or other._ends_before(self)

    def _ends_before(self, other: "_Instruction") -> bool:
        return self.ends is not None and other.starts is not None and self.ends.latest < other.starts.earliest

    def __str__(self) -> str:
        return f"{_build_amount(self.mg)} mg × {_build_amount(self.doses_per_day)} a day"


_BOUNDS = ("boundsPeriod", "boundsDuration", "boundsRange")


def _parse_instruction(instruction: Element, product: Product) -> _Instruction:
    if instruction.get("asNeededBoolean") or instruction.get("asNeededCodeableConcept"):
        raise UnusableDataError("it is taken as needed")
    if instruction.get("modifierExtension"):
        raise UnusableDataError("its instruction carries a modifier that is not understood")
    if not instruction.get("doseAndRate") and not instruction.get("timing"):
        raise UnusableDataError("its instruction is not structured")
    repeat = get_repeat(instruction)
    if ends_before_start(repeat.get("boundsPeriod")):
        raise UnusableDataError("its instruction ends before it starts")
    mg, doses_per_day = _parse_dose_and_frequency(instruction, product)
    parsed = _Instruction(
        mg=mg,
        doses_per_day=doses_per_day,
        validity=tuple(map(str, (instruction.get("sequence"), *map(repeat.get, _BOUNDS)))),
        starts=parse_start(repeat.get("boundsPeriod")),
        ends=parse_end(repeat.get("boundsPeriod")),
        texts=tuple(_read_text(text, product) for text in list_texts(instruction)),
        timing_parts=parse_parts_of_day(get_object(instruction, "timing")),
    )
    _require_within_maximum(parsed, instruction, product)
    _require_matching_rates(parsed, instruction, product)
    return parsed


def _parse_dose_and_frequency(instruction: Element, product: Product) -> tuple[Span, Span]:
    """Return the mg per dose and the doses per day; of a rate alone, its mg a day once a day."""
    doses, timing = get_objects(instruction, "doseAndRate"), get_object(instruction, "timing")
    if not any("doseQuantity" in dose or "doseRange" in dose for dose in doses):
        rates = {parse_rate(dose, product) for dose in doses} - {None}
        # Of a rate that is not taken on every day it is open whether it is that of the days of intake.
        if len(rates) == 1 and (not timing or parse_doses_per_day(timing).low >= 1):
            return exact_span(rates.pop() or Fraction(0)), exact_span(Fraction(1))
    return _parse_dose_per_time(doses, product), parse_doses_per_day(timing)


def _read_text(text: str, product: Product) -> StatedDose:
    stated = parse_dosage_text(text, product)
    return find_plain_dose(text) if stated == NO_DOSE else stated


def _require_within_maximum(parsed: _Instruction, instruction: Element, product: Product) -> None:
    """Raise UnusableDataError if the dose exceeds the instruction's own maximum, or cannot be compared with it."""
    maximum = get_object(instruction, "maxDosePerAdministration")
    if maximum and parsed.mg.high > to_mg(maximum, product):
        raise UnusableDataError(_MAXIMUM_DIFFERS)
    maximum = get_object(instruction, "maxDosePerPeriod")
    if maximum:
        days = convert_to_days(get_object(maximum, "denominator"))
        if not days or parsed.daily_mg.high * days > to_mg(get_object(maximum, "numerator"), product):
            raise UnusableDataError(_MAXIMUM_DIFFERS)


_MAXIMUM_DIFFERS = "the dose and the maximum dose of its instruction do not agree"


def _require_matching_rates(parsed: _Instruction, instruction: Element, product: Product) -> None:
    """Raise UnusableDataError if a rate per day next to the dose disagrees with it, or cannot be compared with it."""
    for dose in get_objects(instruction, "doseAndRate"):
        per_day = parse_rate(dose, product)
        if per_day is not None and not parsed.daily_mg.contains_any({per_day}):
            raise UnusableDataError(RATE_DIFFERS)


def _combine(instructions: Sequence[_Instruction]) -> Span:
    """Return the daily dose: the sum of concurrent instructions, or the common dose of consecutive ones."""
    if not instructions:
        raise UnusableDataError("it has no dosage instruction")
    disjoint = [first.is_disjoint_from(second) for first, second in combinations(instructions, 2)]
    total = _get_common_dose(instructions) if disjoint and all(disjoint) else _sum_doses(instructions)
    require_plausible_dose(total.low)
    require_plausible_dose(total.high)
    return total


def _get_common_dose(instructions: Sequence[_Instruction]) -> Span:
    doses = {instruction.daily_mg for instruction in instructions}
    if len(doses) > 1:
        raise UnusableDataError("its instructions follow one another at different doses")
    return doses.pop()


def _sum_doses(instructions: Sequence[_Instruction]) -> Span:
    if len({instruction.validity for instruction in instructions}) > 1:
        raise UnusableDataError("it is not clear which of its instructions apply at the same time")
    return reduce(Span.add, (instruction.daily_mg for instruction in instructions))


def _require_matching_texts(instructions: Sequence[_Instruction], total: Span) -> None:
    """Raise UnusableDataError if a text states another dose than its own instruction and than the whole order."""
    # Some systems repeat the text of the whole order in every instruction, so either match will do.
    times = reduce(Span.add, (instruction.doses_per_day for instruction in instructions))
    for instruction in instructions:
        if not all(_matches(text, instruction, total, times) for text in instruction.texts):
            raise UnusableDataError("the text of its instruction states another dose than its structured part")


def _matches(text: StatedDose, instruction: _Instruction, total: Span, times: Span) -> bool:
    """Whether a text can mean the structured dose."""
    if text.doses_per_day is None:
        return not text.mg or any(span.contains_any(text.mg) for span in (instruction.mg, instruction.daily_mg, total))
    if text.mg:
        # Compared by the day: 400 mg twice daily is the same as 800 mg once daily.
        daily = {mg * text.doses_per_day for mg in text.mg}
        return any(span.contains_any(daily) for span in (instruction.daily_mg, total))
    return any(span.contains_any({text.doses_per_day}) for span in (instruction.doses_per_day, times))


def _parse_dose_per_time(doses_and_rates: Sequence[Element], product: Product) -> Span:
    # Systems with dose calculators send the calculated dose beside the rounded one that was ordered.
    ordered = [
        dose for dose in doses_and_rates if any(kind.code == "ordered" for kind in read_codings(dose.get("type")))
    ]
    doses = {_parse_mg(dose, product) for dose in ordered or doses_and_rates}
    if not doses:
        raise UnusableDataError("its instruction states no dose")
    if len(doses) > 1:
        raise UnusableDataError("its instruction states several doses")
    return doses.pop()


def _parse_mg(dose: Element, product: Product) -> Span:
    if "doseQuantity" in dose and "doseRange" in dose:
        raise UnusableDataError("its instruction states several doses")
    if "doseQuantity" in dose:
        return exact_span(to_mg(get_object(dose, "doseQuantity"), product))
    limits = get_object(dose, "doseRange")
    if not limits.get("low") or not limits.get("high"):
        raise UnusableDataError("its instruction states no dose")
    low, high = (to_mg(get_object(limits, end), product) for end in ("low", "high"))
    return Span(min(low, high), max(low, high))


def require_plausible_dose(mg_per_day: Fraction) -> None:
    """Raise UnusableDataError for a dose far beyond, or below, that of any protocol or label."""
    if not _MIN_MG_PER_DAY <= mg_per_day <= _MAX_MG_PER_DAY:
        raise UnusableDataError("its daily dose is not plausible")


def _build_amount(span: Span) -> Amount:
    return Amount.between(to_decimal(span.low), to_decimal(span.high))
