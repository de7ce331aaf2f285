"""Philadelphia-positive (Ph-positive) cells in %, by karyotype or by FISH: percentages, counts, ISCN expressions."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from fhir_mappings.datatypes.codings import Coding, read_rows, read_texts
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.quantities import compute_percent, convert_to_percent, require_plausible
from fhir_mappings.datatypes.value_x import parse_value
from fhir_mappings.datatypes.values import CountRatio, StatedText, Value
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements.coded_value import CodedValue, Meaning
from fhir_mappings.measurements.mutations import is_called_absent
from fhir_mappings.measurements.texts.iscn import IscnAnalysis, is_iscn, parse_iscn
from fhir_mappings.measurements.texts.iscn_prose import split_prose
from fhir_mappings.tables import load_table
from response_criteria.model.amounts import Amount
from response_criteria.model.results import CytogeneticMethod, CytogeneticResult

# Topics of the codes. A number of cells belongs to a percentage and becomes no fact of its own.
CELLS = "number of cells"
SHARE = "share of Ph-positive cells"
EXPRESSION = "ISCN expression"

# With such a denominator a ratio may be a percentage or a fraction rather than a count of cells.
_SHARE_DENOMINATORS = frozenset({1, 100})


def list_meanings() -> dict[Coding, Meaning]:
    """Return how each code of ``tables/cytogenetics.toml`` is read."""
    return {coding: _build_meaning(row) for coding, row in read_rows("cytogenetics", "accept")}


def list_cell_count_codes() -> tuple[Coding, ...]:
    """Return the codes of the number of cells analyzed, the preferred one first."""
    return tuple(coding for coding, row in read_rows("cytogenetics", "accept") if row["reads"] == "cells")


def _build_meaning(row: Mapping[str, Any]) -> Meaning:
    match row["reads"]:
        case "percent":
            is_fish_code = row["method"] == "FISH"
            return Meaning(SHARE, partial(_build_share, is_fish_code), caution=int(is_fish_code))
        case "ISCN":
            return Meaning(EXPRESSION, _build_from_iscn)
        case _:
            return Meaning(CELLS, lambda _: ())


def _build_share(is_fish_code: bool, coded_value: CodedValue) -> tuple[CytogeneticResult, ...]:
    value = parse_value(coded_value.element)
    if isinstance(value, StatedText):
        return _build_from_iscn(coded_value)
    method = _find_method(is_fish_code, coded_value.observation)
    return (
        CytogeneticResult(
            on=coded_value.on,
            origin=coded_value.origin,
            reported=value.reported,
            sequence=coded_value.sequence,
            method=method,
            percent=require_plausible(convert_to_percent(value), Decimal(0), Decimal(100)),
            cells=_count_cells(value, coded_value),
        ),
    )


def _count_cells(value: Value, coded_value: CodedValue) -> int | None:
    if isinstance(value, CountRatio) and value.of not in _SHARE_DENOMINATORS:
        return int(value.of)
    return coded_value.cells


# Ph-positive metaphases decide more than FISH, and the two are never mixed (decision 0025): without a word for a
# karyotype it is FISH.
def _find_method(is_fish_code: bool, observation: Element) -> CytogeneticMethod:
    """Return the method by the code and Observation.method. Raises UnusableDataError if it analyzes no single cells."""
    text = " ".join(read_texts(observation.get("method"))).casefold()
    words = load_table("cytogenetics")["method_words"]
    names_karyotype, names_fish, names_other = (
        any(word in text for word in words[kind]) for kind in ("karyotype", "fish", "not_single_cell")
    )
    if names_other and not names_fish:
        raise UnusableDataError("its method does not analyze single cells")
    is_karyotype = names_karyotype and not (is_fish_code or names_fish)
    return CytogeneticMethod.KARYOTYPE if is_karyotype else CytogeneticMethod.FISH


def _build_from_iscn(coded_value: CodedValue) -> tuple[CytogeneticResult, ...]:
    is_component = coded_value.element is not coded_value.observation
    if is_component and is_called_absent(coded_value.observation):
        return ()
    expressions = tuple(filter(is_iscn, _list_texts(parse_value(coded_value.element))))
    if not expressions:
        raise UnusableDataError("it is neither a percentage of cells nor an ISCN expression")
    parsed = {expression: analyses for expression in expressions if (analyses := _try_parse_iscn(expression))}
    if not parsed:
        parsed = {expressions[0]: parse_iscn(split_prose(expressions[0]))}  # raises with its reason
    if len(set(map(_list_counts, parsed.values()))) > 1:
        raise UnusableDataError("its ISCN expressions give different counts of cells")
    expression, analyses = next(iter(parsed.items()))
    return tuple(_build_result(analysis, expression, coded_value) for analysis in analyses)


def _list_counts(analyses: Iterable[IscnAnalysis]) -> tuple[object, ...]:
    return tuple((analysis.method, analysis.positive, analysis.cells) for analysis in analyses)


# An expression that is sent as a code often leaves out the numbers of cells, which its text then states.
def _try_parse_iscn(expression: str) -> tuple[IscnAnalysis, ...]:
    """Return the analyses of an expression; none if it cannot be parsed."""
    try:
        return parse_iscn(split_prose(expression))
    except UnusableDataError:
        return ()


def _list_texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, StatedText):
        return (*value.texts, *(code for _, code in value.codes))
    return (value.reported,)


def _build_result(analysis: IscnAnalysis, expression: str, coded_value: CodedValue) -> CytogeneticResult:
    low = compute_percent(analysis.positive, analysis.cells)
    high = low
    if analysis.undescribed:
        high = compute_percent(analysis.positive + analysis.undescribed, analysis.cells)
    return CytogeneticResult(
        on=coded_value.on,
        origin=coded_value.origin,
        reported=expression,
        sequence=coded_value.sequence,
        method=analysis.method,
        percent=Amount.between(low, high),
        cells=analysis.cells,
        additional_abnormalities=analysis.additional_abnormalities,
    )
