"""Dosage -> the total dose of one day, in mg.

Only structure counts. The text of an instruction gives no dose; where it plainly says another one, nobody can tell
which is meant. Whatever is not known leaves the dose unknown, with the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations

from fhir_mappings.datatypes.codings import codings
from fhir_mappings.datatypes.dates import end_of, runs_backwards, start_of
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element, part, parts
from fhir_mappings.datatypes.timing import Span, doses_a_day, exactly, in_days, parts_of_day
from fhir_mappings.medications.dosage_text import SaidDose, said_dose
from fhir_mappings.medications.dose_units import Counted, decimal, dose
from fhir_mappings.medications.drugs import base_mg
from fhir_mappings.medications.instructions import as_written, repeat_of, texts_of
from fhir_mappings.medications.products import Product
from fhir_mappings.tables import table
from response_criteria.model.amounts import Amount
from response_criteria.model.periods import When

_MOST_MG_A_DAY = Fraction(table("dose_units")["plausible"]["most_mg_a_day"])


@dataclass(frozen=True, slots=True)
class DailyDose:
    """The mg of one day, or why they are unknown; ``instruction`` is the same for what says the same."""

    mg: Amount | None
    unknown_because: str = ""
    instruction: str = ""
    parts_of_day: frozenset[str] = frozenset()


def daily_dose(order: Element, product: Product) -> DailyDose:
    """The total daily dose that the instructions of an order come to."""
    try:
        steps = [_step(each, product) for each in parts(order, "dosageInstruction")]
        total = _together(steps)
        _texts_must_agree(steps, total)
        parts_of_day = frozenset[str]().union(*(each.parts_of_day for each in steps))
        return DailyDose(_amount(total), "", " + ".join(sorted(map(str, steps))), parts_of_day)
    except Unusable as unknown:
        return DailyDose(None, unknown.because, instruction=as_written(order).casefold())


@dataclass(frozen=True, slots=True)
class _Step:
    """One instruction: mg each time, times a day, and when it holds: its place, its bounds and its days.

    ``said`` is what its texts say of the dose, ``named`` are the parts of the day that its timing names.
    """

    mg: Span
    a_day: Span
    holds: tuple[str, ...]
    starts: When | None
    ends: When | None
    said: tuple[SaidDose, ...]
    named: frozenset[str]

    @property
    def parts_of_day(self) -> frozenset[str]:
        return self.named.union(*(each.parts_of_day for each in self.said))

    @property
    def daily_mg(self) -> Span:
        return self.mg.times(self.a_day)

    def is_apart_from(self, other: "_Step") -> bool:
        """Whether the two never hold on the same day."""
        return self._is_over_before(other) or other._is_over_before(self)

    def _is_over_before(self, other: "_Step") -> bool:
        return self.ends is not None and other.starts is not None and self.ends.latest < other.starts.earliest

    def __str__(self) -> str:
        return f"{_amount(self.mg)} mg × {_amount(self.a_day)} a day"


def _step(instruction: Element, product: Product) -> _Step:
    if instruction.get("asNeededBoolean") or instruction.get("asNeededCodeableConcept"):
        raise Unusable("it is taken as needed")
    if instruction.get("modifierExtension"):
        raise Unusable("its instruction carries a modifier that is not understood")
    if not instruction.get("doseAndRate") and not instruction.get("timing"):
        raise Unusable("its instruction is not structured")
    repeat = repeat_of(instruction)
    if runs_backwards(repeat.get("boundsPeriod")):
        raise Unusable("its instruction ends before it starts")
    step = _Step(
        mg=_each_time(parts(instruction, "doseAndRate"), product),
        a_day=doses_a_day(part(instruction, "timing")),
        holds=tuple(str(each) for each in (instruction.get("sequence"), *map(repeat.get, _BOUNDS))),
        starts=start_of(repeat.get("boundsPeriod")),
        ends=end_of(repeat.get("boundsPeriod")),
        said=tuple(said_dose(each, product) for each in texts_of(instruction)),
        named=parts_of_day(part(instruction, "timing")),
    )
    _must_be_allowed(step, instruction, product)
    return step


_BOUNDS = ("boundsPeriod", "boundsDuration", "boundsRange")


def _must_be_allowed(step: _Step, instruction: Element, product: Product) -> None:
    """Raises Unusable where a maximum stands beside the dose, and the dose is above it or not comparable."""
    most = part(instruction, "maxDosePerAdministration")
    if most and step.mg.high > mg_of(most, product):
        raise Unusable(_ABOVE)
    most = part(instruction, "maxDosePerPeriod")
    if most:
        period = in_days(part(most, "denominator"))
        if not period or step.daily_mg.high * period > mg_of(part(most, "numerator"), product):
            raise Unusable(_ABOVE)


_ABOVE = "its instruction states a dose and a maximum that do not agree"


def _together(steps: Sequence[_Step]) -> Span:
    """The sum of instructions that hold together; of instructions that follow one another, the dose they share."""
    if not steps:
        raise Unusable("it carries no dosage instruction")
    apart = [one.is_apart_from(other) for one, other in combinations(steps, 2)]
    total = _shared(steps) if apart and all(apart) else _sum(steps)
    must_be_plausible(total.high)
    return total


def _shared(steps: Sequence[_Step]) -> Span:
    doses = {each.daily_mg for each in steps}
    if len(doses) > 1:
        raise Unusable("its instructions follow one another at different doses")
    return doses.pop()


def _sum(steps: Sequence[_Step]) -> Span:
    if len({each.holds for each in steps}) > 1:
        raise Unusable("it is not clear which of its instructions hold together")
    return reduce(Span.plus, (each.daily_mg for each in steps))


def _texts_must_agree(steps: Sequence[_Step], total: Span) -> None:
    """Raises Unusable where a text says another dose than its own instruction, and than all of them together."""
    times = reduce(Span.plus, (each.a_day for each in steps))
    if not all(_agrees(said, step, total, times) for step in steps for said in step.said):
        raise Unusable("the text of its instruction says another dose than its structure")


def _agrees(said: SaidDose, step: _Step, total: Span, times: Span) -> bool:
    """Whether what is said may be what is structured; half of a dose twice as often is the same dose."""
    if said.a_day is None:
        return not said.mg or any(each.holds_any(said.mg) for each in (step.mg, step.daily_mg, total))
    if said.mg:
        return any(each.holds_any({mg * said.a_day for mg in said.mg}) for each in (step.daily_mg, total))
    return any(each.holds_any({said.a_day}) for each in (step.a_day, times))


def _each_time(stated: Sequence[Element], product: Product) -> Span:
    """The dose of one time: as ordered, where calculated ones stand beside it."""
    ordered = [each for each in stated if any(kind.code == "ordered" for kind in codings(each.get("type")))]
    doses = {_mg(each, product) for each in ordered or stated}
    if not doses:
        raise Unusable("its instruction states no dose")
    if len(doses) > 1:
        raise Unusable("its instruction states several doses")
    return doses.pop()


def _mg(stated: Element, product: Product) -> Span:
    if "doseQuantity" in stated and "doseRange" in stated:
        raise Unusable("its instruction states several doses")
    if "doseQuantity" in stated:
        return exactly(mg_of(part(stated, "doseQuantity"), product))
    limits = part(stated, "doseRange")
    if not limits.get("low") or not limits.get("high"):
        raise Unusable("its instruction states no dose")
    low, high = (mg_of(part(limits, end), product) for end in ("low", "high"))
    return Span(min(low, high), max(low, high))


def must_be_plausible(mg_a_day: Fraction) -> None:
    """Raises Unusable for a dose beyond any that a protocol or a label gives."""
    if mg_a_day > _MOST_MG_A_DAY:
        raise Unusable("its dose of a day is not plausible")


def mg_of(quantity: Element, product: Product) -> Fraction:
    """In mg of the base: as such, or counted in tablets or milliliters of known strength. Raises Unusable."""
    given = dose(quantity)
    return base_mg(given.value) if given.of is Counted.MG else given.value * product.mg_in_one(given.of)


def _amount(span: Span) -> Amount:
    return Amount.between(decimal(span.low), decimal(span.high))
