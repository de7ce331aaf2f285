"""Toxicity for which the label holds or reduces imatinib, and signs of an advanced phase, after a course began."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Analyte, Cell, Chemistry, MarrowCount
from response_criteria.model.findings import Evidence, Toxicity
from response_criteria.publications.eln2020 import advanced_phase as signs
from response_criteria.publications.eln2020.advanced_phase import Sign
from response_criteria.publications.us_label import holding
from response_criteria.results.blood_counts import DayCount
from response_criteria.treatment.course import Course

NEUTROPENIA, THROMBOCYTOPENIA, HEPATOTOXICITY = "neutropenia", "thrombocytopenia", "hepatotoxicity"
"""Named as the precautions are."""

_OF_CELLS = {Cell.NEUTROPHILS: NEUTROPENIA, Cell.PLATELETS: THROMBOCYTOPENIA}
_LIVER = {
    Analyte.BILIRUBIN: holding.BILIRUBIN_TOO_HIGH,
    Analyte.ALT: holding.TRANSAMINASES_TOO_HIGH,
    Analyte.AST: holding.TRANSAMINASES_TOO_HIGH,
}


def toxicities(course: Course) -> Iterator[Toxicity]:
    """The first result of each kind after its first day: too few neutrophils or platelets, a liver value too high."""
    for cell, code in _OF_CELLS.items():
        counted = (day for day in _counts_after_the_start(course) if cell in day.items)
        few = (day for day in counted if holding.TOO_FEW[cell].holds(day.items[cell].amount) is Answer.YES)
        first = next(few, None)
        if first:
            yield Toxicity(code, first.evidence((cell,))[0], holding.HEMATOLOGIC)
    results = (each for each in course.results.of(Chemistry) if each.on.earliest > course.started_on)
    liver = ((each, _LIVER[each.analyte]) for each in results if each.analyte in _LIVER)
    high = next((each for each, limit in liver if limit.exceeded(each) is Answer.YES), None)
    if high:
        on = high.on.earliest
        evidence = Evidence(high.origin, str(high.analyte), on, high.amount, high.unit, high.reported)
        yield Toxicity(HEPATOTOXICITY, evidence, holding.HEPATIC)


def first_advanced_phase(course: Course) -> tuple[Evidence, ...]:
    """The results of the first day after its first one whose blood or marrow shows an advanced phase."""
    return min((*_in_blood(course), *_in_marrow(course)), key=lambda each: each[0].on, default=())


def _counts_after_the_start(course: Course) -> Iterator[DayCount]:
    return (day for day in course.results.counts if day.on > course.started_on)


def _in_blood(course: Course) -> Iterator[tuple[Evidence, ...]]:
    for day in _counts_after_the_start(course):
        amounts = {cell: item.amount for cell, item in day.items.items()}
        for sign in (signs.BLASTS, signs.BLASTS_AND_PROMYELOCYTES, signs.BASOPHILS):
            if _is_shown(sign, amounts):
                yield day.evidence(sign.cells)


def _in_marrow(course: Course) -> Iterator[tuple[Evidence, ...]]:
    days: defaultdict[date, dict[Cell, MarrowCount]] = defaultdict(dict)
    for each in course.results.of(MarrowCount):
        if each.on.earliest > course.started_on:
            days[each.on.earliest][each.cell] = each
    for counts in days.values():
        amounts = {cell: each.amount for cell, each in counts.items()}
        for sign in (signs.BLASTS, signs.BLASTS_AND_PROMYELOCYTES):
            if _is_shown(sign, amounts):
                yield tuple(_cited(counts[cell]) for cell in sign.cells)


def _is_shown(sign: Sign, amounts: Mapping[Cell, Amount]) -> bool:
    if not all(cell in amounts for cell in sign.cells):
        return False
    return sign.band.holds(reduce(Amount.plus, (amounts[cell] for cell in sign.cells))) is Answer.YES


def _cited(result: MarrowCount) -> Evidence:
    return Evidence(result.origin, f"{result.cell} in marrow", result.on.earliest, result.amount, "%", result.reported)
