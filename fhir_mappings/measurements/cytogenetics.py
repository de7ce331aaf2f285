"""Philadelphia-positive cells: shares, counts, and ISCN expressions, by karyotype or by FISH."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from fhir_mappings.datatypes.codings import Coding, rows, words
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.values import Counted, Said, Value, percent, percentage, value_of, within
from fhir_mappings.measurements.coded_value import CodedValue, Meaning
from fhir_mappings.measurements.iscn import ChromosomeStudy, chromosome_studies, is_iscn
from fhir_mappings.measurements.mutations import calls_absent
from fhir_mappings.tables import table
from response_criteria.model.amounts import Amount
from response_criteria.model.facts import CytogeneticMethod, Cytogenetics

CELLS = "number of cells"
"""What a code is about that only counts the cells behind a share: no fact of its own."""

SHARE = "share of Ph-positive cells"
EXPRESSION = "ISCN expression"


def meanings() -> dict[Coding, Meaning]:
    """How each code of ``tables/cytogenetics.toml`` is read."""
    return {coding: _meaning(row) for coding, row in rows("cytogenetics", "accept")}


def cell_count_codes() -> tuple[Coding, ...]:
    """The codes that count the cells behind a share, the preferred first."""
    return tuple(coding for coding, row in rows("cytogenetics", "accept") if row["reads"] == "cells")


def _meaning(row: Mapping[str, Any]) -> Meaning:
    match row["reads"]:
        case "percent":
            by_fish = row["method"] == "FISH"
            return Meaning(SHARE, partial(_share, by_fish), caution=int(by_fish))
        case "ISCN":
            return Meaning(EXPRESSION, _expression)
        case _:
            return Meaning(CELLS, lambda _: ())


def _share(by_fish: bool, found: CodedValue) -> tuple[Cytogenetics, ...]:
    value = value_of(found.stated)
    if isinstance(value, Said):
        return _expression(found)
    method = _method(by_fish, found.observation)
    return (
        Cytogenetics(
            on=found.on,
            origin=found.origin,
            reported=value.reported,
            sequence=found.sequence,
            method=method,
            percent=within(percentage(value), Decimal(0), Decimal(100)),
            cells=_cells(value, found),
        ),
    )


_A_WHOLE = frozenset({1, 100})
"""Denominators that may stand for a share rather than for a number of cells."""


def _cells(value: Value, found: CodedValue) -> int | None:
    return int(value.of) if isinstance(value, Counted) and value.of not in _A_WHOLE else found.cells


def _method(by_fish: bool, observation: Element) -> CytogeneticMethod:
    """Karyotype where the Observation's method says so and nothing of FISH; else FISH, which decides less.

    Raises Unusable where the method looks at no cells.
    """
    said = " ".join(words(observation.get("method"))).casefold()
    told = {kind: any(word in said for word in meant) for kind, meant in table("cytogenetics")["method_words"].items()}
    if told["neither"] and not told["fish"]:
        raise Unusable("its method does not look at single cells")
    return (
        CytogeneticMethod.KARYOTYPE if told["karyotype"] and not (by_fish or told["fish"]) else CytogeneticMethod.FISH
    )


def _expression(found: CodedValue) -> tuple[Cytogenetics, ...]:
    if found.stated is not found.observation and calls_absent(found.observation):
        return ()
    written = tuple(filter(is_iscn, _texts(value_of(found.stated))))
    if not written:
        raise Unusable("it is neither a share of cells nor an ISCN expression that can be read")
    read = {each: studies for each in written if (studies := _readable(each))}
    if not read:
        read = {written[0]: chromosome_studies(written[0])}  # says why not
    if len(set(map(_counts, read.values()))) > 1:
        raise Unusable("its ISCN expressions count differently")
    first, studies = next(iter(read.items()))
    return tuple(_fact(study, first, found) for study in studies)


def _counts(studies: Iterable[ChromosomeStudy]) -> tuple[object, ...]:
    return tuple((each.method, each.positive, each.cells) for each in studies)


def _readable(written: str) -> tuple[ChromosomeStudy, ...]:
    """The studies of an expression; none where it cannot be read, as where a code leaves out the numbers of cells."""
    try:
        return chromosome_studies(written)
    except Unusable:
        return ()


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, Said):
        return (*value.texts, *(code for _, code in value.codes))
    return (value.reported,)


def _fact(study: ChromosomeStudy, written: str, found: CodedValue) -> Cytogenetics:
    least = percent(study.positive, study.cells)
    most = percent(study.positive + study.undescribed, study.cells) if study.undescribed else least
    return Cytogenetics(
        on=found.on,
        origin=found.origin,
        reported=written,
        sequence=found.sequence,
        method=study.method,
        percent=Amount.between(least, most),
        cells=study.cells,
        additional_abnormalities=study.additional_abnormalities,
    )
