"""Levels of molecular response: BCR::ABL1 on the International Scale, for information (decision 0029)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import YES
from response_criteria.model.citation import Interpretation, Work
from response_criteria.model.responses import MolecularResponse, MolecularResult
from response_criteria.model.results import BcrAbl1Result
from response_criteria.results.bcr_abl1 import select_informative
from response_criteria.results.latest import find_latest
from response_criteria.rules.bands import above, at_most

SCALE = Work(
    id="international-scale",
    label="University of Rochester test menu, BCR-ABL1 on the International Scale",
    url="https://www.testmenu.com/rochester/Tests/68258",
)
LEVELS_TABLE = SCALE.cite("Table 1, relationship between %IS and MR values")

# fmt: off
LEVELS = (
    ("MR4.5", at_most("0.0032")),
    ("MR4.0", at_most("0.01")),
    ("MR3.0", at_most("0.1")),
    ("MR2.0", at_most("1")),
)
# fmt: on
"""% IS, deepest first; a result at one level has also reached those below it in this list."""

NO_LEVEL, UNKNOWN = "none", "unknown"
OVER_ALL_LEVELS = above("1")

LIMIT_OF_DETECTION = Interpretation(
    "0029",
    'a bound such as "<0.01" shows the deepest level that contains every value below it; "not detected" shows no level '
    "without the limit of detection",
)


def find_level(percent_is: Amount) -> str:
    """Return the deepest level that the amount is known to show."""
    for name, band in LEVELS:
        if band.contains(percent_is) is YES:
            return name
    return NO_LEVEL if OVER_ALL_LEVELS.contains(percent_is) is YES else UNKNOWN


def build_molecular_response(bcr_abl1_results: Sequence[BcrAbl1Result]) -> MolecularResponse:
    """Build the response by the latest informative BCR::ABL1 result; the results come oldest first."""
    results = select_informative(bcr_abl1_results)
    latest = find_latest(results)
    if not latest:
        return MolecularResponse()
    # Results of one day that differ show only the level that all of them have reached.
    amounts = [result.percent_is for result in latest if result.percent_is is not None]
    percent_is = reduce(Amount.cover, amounts) if amounts else None
    measured = tuple(_select_measured(results))
    return MolecularResponse(
        percent_is=percent_is,
        on=latest[0].on.earliest,
        level=UNKNOWN if percent_is is None else find_level(percent_is),
        lowest=min(measured, key=_upper_end_key, default=None),
        reached=tuple(_find_reached(measured)),
    )


def as_markdown() -> str:
    """Format the levels as the laboratory prints them."""
    rows = (f"| {name} | {band} |" for name, band in LEVELS)
    return "\n".join(("| Level | BCR::ABL1, % IS |", "| --- | --- |", *rows))


def _select_measured(results: Sequence[BcrAbl1Result]) -> Iterator[MolecularResult]:
    for result in results:
        if result.percent_is is not None:
            yield MolecularResult(find_level(result.percent_is), result.on.earliest, result.percent_is)


def _upper_end_key(result: MolecularResult) -> tuple[bool, Decimal]:
    """Sort by the highest value that the result may have; one without an upper end comes last."""
    high = result.percent_is.high
    return high is None, high or Decimal(0)


def _find_reached(measured: Sequence[MolecularResult]) -> Iterator[MolecularResult]:
    """Yield the first result at each level or a deeper one."""
    deep_enough: list[str] = []
    for name, _ in LEVELS:
        deep_enough.append(name)
        first = next((result for result in measured if result.level in deep_enough), None)
        if first:
            yield MolecularResult(name, first.on, first.percent_is)
