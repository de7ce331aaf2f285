"""Toxicity for which the label withholds or reduces imatinib, and signs of advanced phase, since a course began."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.findings import Evidence
from response_criteria.model.responses import Toxicity
from response_criteria.model.results import Analyte, Cell, Chemistry, MarrowCount
from response_criteria.publications.eln2020 import advanced_phase as signs
from response_criteria.publications.eln2020.advanced_phase import Sign
from response_criteria.publications.us_label import holding
from response_criteria.results.blood_counts import DayCount
from response_criteria.treatment.course import Course

NEUTROPENIA, THROMBOCYTOPENIA, HEPATOTOXICITY = "neutropenia", "thrombocytopenia", "hepatotoxicity"
"""The codes of the corresponding precautions."""

_OF_CELLS = {Cell.NEUTROPHILS: NEUTROPENIA, Cell.PLATELETS: THROMBOCYTOPENIA}
_LIVER = {
    Analyte.BILIRUBIN: holding.BILIRUBIN_TOO_HIGH,
    Analyte.ALT: holding.TRANSAMINASES_TOO_HIGH,
    Analyte.AST: holding.TRANSAMINASES_TOO_HIGH,
}


def find_toxicities(course: Course) -> Iterator[Toxicity]:
    """Yield the first low neutrophils, low platelets and high liver value after the first day of the course."""
    for cell, code in _OF_CELLS.items():
        counts = (count for count in _select_counts(course) if cell in count.items)
        low = (count for count in counts if holding.TOO_FEW[cell].contains(count.items[cell].amount) is Answer.YES)
        first = next(low, None)
        if first:
            yield Toxicity(code, first.evidence((cell,))[0], holding.HEMATOLOGIC)
    results = (result for result in course.results.of(Chemistry) if result.on.earliest > course.started_on)
    liver = ((result, _LIVER[result.analyte]) for result in results if result.analyte in _LIVER)
    high = next((result for result, limit in liver if limit.exceeded(result) is Answer.YES), None)
    if high:
        on = high.on.earliest
        evidence = Evidence(high.origin, str(high.analyte), on, high.amount, high.unit, high.reported)
        yield Toxicity(HEPATOTOXICITY, evidence, holding.HEPATIC)


def find_first_advanced_phase(course: Course) -> tuple[Evidence, ...]:
    """Return the first results after the first day of the course whose blood or marrow shows advanced phase."""
    signs_shown = (*_find_signs_in_blood(course), *_find_signs_in_marrow(course))
    return min(signs_shown, key=lambda evidence: evidence[0].on, default=())


def _select_counts(course: Course) -> Iterator[DayCount]:
    # The count of the first day shows the state before the dose could act.
    return (count for count in course.results.counts if count.on > course.started_on)


def _find_signs_in_blood(course: Course) -> Iterator[tuple[Evidence, ...]]:
    for count in _select_counts(course):
        amounts = {cell: item.amount for cell, item in count.items.items()}
        for sign in (signs.BLASTS, signs.BLASTS_AND_PROMYELOCYTES, signs.BASOPHILS):
            if _is_shown(sign, amounts):
                yield count.evidence(sign.cells)


def _find_signs_in_marrow(course: Course) -> Iterator[tuple[Evidence, ...]]:
    days: defaultdict[date, dict[Cell, MarrowCount]] = defaultdict(dict)
    for count in course.results.of(MarrowCount):
        if count.on.earliest > course.started_on:
            of_day = days[count.on.earliest]
            of_day[count.cell] = _merge(of_day.get(count.cell), count)
    for counts in days.values():
        amounts = {cell: count.amount for cell, count in counts.items()}
        for sign in (signs.BLASTS, signs.BLASTS_AND_PROMYELOCYTES):
            if _is_shown(sign, amounts):
                yield tuple(_cite(counts[cell]) for cell in sign.cells)


def _merge(earlier: MarrowCount | None, count: MarrowCount) -> MarrowCount:
    """Return the later of two counts; of one moment, either may be right."""
    if earlier is None or earlier.sequence != count.sequence:
        return count
    return count._replace(amount=earlier.amount.cover(count.amount))


def _is_shown(sign: Sign, amounts: Mapping[Cell, Amount]) -> bool:
    if not all(cell in amounts for cell in sign.cells):
        return False
    return sign.band.contains(reduce(Amount.add, (amounts[cell] for cell in sign.cells))) is Answer.YES


def _cite(result: MarrowCount) -> Evidence:
    return Evidence(result.origin, f"{result.cell} in marrow", result.on.earliest, result.amount, "%", result.reported)
