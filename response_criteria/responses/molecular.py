"""Levels of molecular response: BCR::ABL1 on the International Scale, for information (decision 0029)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import YES
from response_criteria.model.citation import OurReading, Work
from response_criteria.model.facts import Transcript
from response_criteria.model.findings import MolecularResponse, MolecularResult
from response_criteria.results.bcr_abl1 import telling
from response_criteria.results.latest import last_of
from response_criteria.rules.bands import above, at_most

SCALE = Work(
    id="international-scale",
    label="University of Rochester test menu, BCR-ABL1 on the International Scale",
    url="https://www.testmenu.com/rochester/Tests/68258",
)
LEVELS_TABLE = SCALE.at("Table 1, relationship between %IS and MR values")

# fmt: off
LEVELS = (
    ("MR4.5", at_most("0.0032")),
    ("MR4.0", at_most("0.01")),
    ("MR3.0", at_most("0.1")),
    ("MR2.0", at_most("1")),
)
# fmt: on
"""% IS, deepest first; each level has those above it in it."""

NO_LEVEL, UNKNOWN = "none", "unknown"
OVER_ALL_LEVELS = above("1")

LIMIT_OF_DETECTION = OurReading(
    "0029",
    'a bound such as "<0.01" shows the level that all it may be lies in; "not detected" tells no level without the '
    "limit of detection",
)


def level(percent_is: Amount) -> str:
    """The deepest level that the amount is known to show."""
    for name, band in LEVELS:
        if band.holds(percent_is) is YES:
            return name
    return NO_LEVEL if OVER_ALL_LEVELS.holds(percent_is) is YES else UNKNOWN


def molecular_response(transcripts: Sequence[Transcript]) -> MolecularResponse:
    """By the latest BCR::ABL1 that gives a level or says that there is none; results oldest first."""
    results = telling(transcripts)
    latest = last_of(results)
    if not latest:
        return MolecularResponse()
    amounts = [each.percent_is for each in latest if each.percent_is is not None]
    percent_is = reduce(Amount.or_else, amounts) if amounts else None
    measured = tuple(_measured(results))
    return MolecularResponse(
        percent_is=percent_is,
        on=latest[0].on.earliest,
        level=UNKNOWN if percent_is is None else level(percent_is),
        lowest=min(measured, key=_highest, default=None),
        reached=tuple(_reached(measured)),
    )


def as_markdown() -> str:
    """The levels as a reader compares them with the printed table."""
    rows = (f"| {name} | {band} |" for name, band in LEVELS)
    return "\n".join(("| Level | BCR::ABL1, % IS |", "| --- | --- |", *rows))


def _measured(results: Sequence[Transcript]) -> Iterator[MolecularResult]:
    for each in results:
        if each.percent_is is not None:
            yield MolecularResult(level(each.percent_is), each.on.earliest, each.percent_is)


def _highest(result: MolecularResult) -> tuple[bool, Decimal]:
    """A key by which the result comes first that may be at most the least; one without an upper end comes last."""
    high = result.percent_is.high
    return high is None, high or Decimal(0)


def _reached(measured: Sequence[MolecularResult]) -> Iterator[MolecularResult]:
    """The first result at each level or a deeper one."""
    deep_enough: list[str] = []
    for name, _ in LEVELS:
        deep_enough.append(name)
        first = next((each for each in measured if each.level in deep_enough), None)
        if first:
            yield MolecularResult(name, first.on, first.percent_is)
