"""Units as laboratories write them, and the factor to the unit in which the criteria compare.

``tables/units.toml`` comes first; any other unit is parsed as UCUM. A value without a unit is excluded, never guessed.
"""

import re
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from fhir_mappings.errors import UnknownUnitError
from fhir_mappings.tables import load_table
from fhir_mappings.text_caches import cache_for_call

UCUM = "http://unitsofmeasure.org"
# A longer unit is no unit, and not worth caching.
MAX_UNIT_LENGTH = 200


class Kind(StrEnum):
    """The kind of quantity that is measured; ``tables/units.toml`` gives the unit of each."""

    CELLS_PER_VOLUME = "cells per volume"
    SHARE = "a share"
    MASS_CONCENTRATION = "mass concentration"
    SUBSTANCE_CONCENTRATION = "substance concentration"
    ENZYME_ACTIVITY = "enzyme activity"
    GLOMERULAR_FILTRATION = "glomerular filtration"
    LENGTH = "a length"


@cache
def get_display_unit(kind: Kind) -> str:
    """Return the unit of a kind as shown to a reader, such as ``×10⁹/L``."""
    return str(_get_row(kind)["display"])


def find_factor(kind: Kind, code: str, text: str) -> Decimal:
    """Return the factor from a unit, given as code, as text or as both, to the unit of a kind.

    Raises UnknownUnitError if there is no unit, if it is of another kind, and if code and text disagree.
    """
    if len(code) + len(text) > MAX_UNIT_LENGTH:
        raise UnknownUnitError(_describe_problem(kind, code or text))
    return _find_factor(kind, code, text)


@cache_for_call(2048)
def _find_factor(kind: Kind, code: str, text: str) -> Decimal:
    by_text = _look_up(kind, text)
    by_code = _look_up(kind, code) or (_parse_ucum(kind, code) if by_text else None)
    # 10*3/uL with the text /uL: one of them is wrong by a factor of a thousand, and nobody can say which.
    is_mixed = (by_code or by_text) and any(_is_of_another_kind(kind, unit) for unit in (code, text))
    if is_mixed or (by_code and by_text and by_code != by_text):
        raise UnknownUnitError("the code and the text of its unit disagree")
    factor = by_code or by_text or next(filter(None, (_parse_ucum(kind, unit) for unit in (code, text))), None)
    if factor is None:
        raise UnknownUnitError(_describe_problem(kind, code or text))
    return factor


def _is_of_another_kind(kind: Kind, unit: str) -> bool:
    # A bare 1 is often only a placeholder for the code, and contradicts no text.
    return unit != "1" and not _look_up(kind, unit) and any(_look_up(other_kind, unit) for other_kind in Kind)


_QUOTABLE = re.compile(r"[\w*/^%.{}\[\] ]{1,30}", re.ASCII)


def _describe_problem(kind: Kind, unit: str) -> str:
    if not unit:
        return "it has no unit"
    quoted = f" ({unit})" if _QUOTABLE.fullmatch(unit) else ""
    return f"its unit{quoted} is not one for {kind}"


def _look_up(kind: Kind, unit: str) -> Decimal | None:
    exact, any_case = _load_spellings(kind)
    normalized = normalize_unit(unit)
    return exact.get(normalized) or any_case.get(normalized.casefold())


@cache
def _load_spellings(kind: Kind) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    exact, any_case = {}, {}
    for row in load_table("units")["unit"]:
        if row["kind"] == kind:
            factor = Decimal(row["factor"])
            exact.update({normalize_unit(unit): factor for unit in (row["ucum"], *row.get("exact", ()))})
            any_case.update({normalize_unit(unit).casefold(): factor for unit in row.get("any_case", ())})
    return exact, any_case


def _get_row(kind: Kind) -> dict[str, Any]:
    return next(row for row in load_table("units")["kind"] if row["name"] == kind)


_KEYBOARD = str.maketrans("µμ×⁰¹²³⁴⁵⁶⁷⁸⁹", "uux0123456789")
_POWER_OF_TEN = re.compile(r"10(?=[⁰¹²³⁴⁵⁶⁷⁸⁹])")


def normalize_unit(unit: str) -> str:
    """Return a unit as typed on a keyboard: no blanks, u for µ, x for ×, 10^9 for 10⁹."""
    return "".join(_POWER_OF_TEN.sub("10^", unit).translate(_KEYBOARD).split())


# Longer than any unit, or with an exponent that would take forever to compute.
_TOO_COSTLY = re.compile(r".{41,}|.*\d{4}", re.DOTALL)
_ANNOTATION = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]")
# Units contain no numbers but 1, 100 and powers of ten: 103 is a 10³ that lost its superscript, 12/20 is a result.
_STRAY_NUMBER = re.compile(r"(?<![A-Za-z*^\d-])(?!10[*^]|100(?!\d)|1(?!\d))\d")


@cache_for_call(2048)
def _parse_ucum(kind: Kind, unit: str) -> Decimal | None:
    if not unit or not unit.isascii() or _TOO_COSTLY.match(unit) or _STRAY_NUMBER.search(_ANNOTATION.sub("", unit)):
        return None
    # K/uL and G/L are valid UCUM for kelvin and gauss: what the table lists is never parsed.
    if any(_look_up(listed_kind, unit) for listed_kind in Kind):
        return None
    registry = _load_ucum()
    try:
        ratio = (1 * registry.from_ucum(unit)).to(registry.from_ucum(_get_row(kind)["unit"]).units).magnitude
    except Exception:  # parser, registry and arithmetic each raise errors of their own for a text that is no unit
        return None
    return Decimal(f"{ratio:.12g}") if ratio > 0 else None


@cache
def _load_ucum() -> Any:
    from ucumvert import PintUcumRegistry  # imported on demand: it takes a second, and the table holds common units

    return PintUcumRegistry()
