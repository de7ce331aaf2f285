"""Units: what a laboratory's spelling means, and the factor to the unit in which the criteria compare.

The table in ``tables/units.toml`` is asked first. Only a unit that it does not hold is parsed as UCUM, by ucumvert,
which takes about a second to start. A value without a unit is refused, never guessed.
"""

import re
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.tables import table

UCUM = "http://unitsofmeasure.org"


class Kind(StrEnum):
    """What is measured; ``tables/units.toml`` gives each kind its unit."""

    CELLS_PER_VOLUME = "cells per volume"
    SHARE = "a share"
    MASS_CONCENTRATION = "mass concentration"
    SUBSTANCE_CONCENTRATION = "substance concentration"
    ENZYME_ACTIVITY = "enzyme activity"
    GLOMERULAR_FILTRATION = "glomerular filtration"
    LENGTH = "a length"


@cache
def shown(kind: Kind) -> str:
    """The unit of a kind as a reader sees it, such as ``×10⁹/L``."""
    return str(_row(kind)["shown"])


class UnitRefused(Unusable):
    """A value whose unit is missing, not understood, or of something else than what is measured."""


def factor(kind: Kind, code: str, text: str) -> Decimal:
    """What to multiply a value by, given its unit as a code, as text or as both, to have it in the kind's unit.

    Raises UnitRefused where there is no unit, where it measures something else, and where code and text disagree.
    """
    if len(code) + len(text) > LONGEST:
        raise UnitRefused(_reason(kind, code or text))
    return _factor(kind, code, text)


LONGEST = 200
"""Characters; a longer unit is none, and not worth remembering."""


@lru_cache(maxsize=2048)
def _factor(kind: Kind, code: str, text: str) -> Decimal:
    by_text = _listed(kind, text)
    by_code = _listed(kind, code) or (_parsed(kind, code) if by_text else None)
    one_is_foreign = (by_code or by_text) and any(_is_of_another_kind(kind, each) for each in (code, text))
    if one_is_foreign or (by_code and by_text and by_code != by_text):
        raise UnitRefused("its unit's code and its unit's text disagree")
    found = by_code or by_text or next(filter(None, (_parsed(kind, each) for each in (code, text))), None)
    if found is None:
        raise UnitRefused(_reason(kind, code or text))
    return found


def _is_of_another_kind(kind: Kind, unit: str) -> bool:
    """Whether a unit is listed, and not for this kind. A bare 1 is often only filled in, and says nothing."""
    return unit != "1" and not _listed(kind, unit) and any(_listed(other, unit) for other in Kind)


def _reason(kind: Kind, unit: str) -> str:
    if not unit:
        return "it has no unit"
    quoted = f" ({unit})" if _QUOTABLE.fullmatch(unit) else ""
    return f"its unit{quoted} is not one for {kind}"


_QUOTABLE = re.compile(r"[\w*/^%.{}\[\] ]{1,30}", re.ASCII)


def _listed(kind: Kind, written: str) -> Decimal | None:
    exact, in_any_case = _spellings(kind)
    typed = plain(written)
    return exact.get(typed) or in_any_case.get(typed.casefold())


@cache
def _spellings(kind: Kind) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    exact, in_any_case = {}, {}
    for row in table("units")["unit"]:
        if row["of"] == kind:
            value = Decimal(row["factor"])
            exact.update({plain(each): value for each in (row["ucum"], *row.get("also", ()))})
            in_any_case.update({plain(each).casefold(): value for each in row.get("in_any_case", ())})
    return exact, in_any_case


def _row(kind: Kind) -> dict[str, Any]:
    return next(row for row in table("units")["kind"] if row["name"] == kind)


_TYPED = str.maketrans("µμ×⁰¹²³⁴⁵⁶⁷⁸⁹", "uux0123456789")
_POWER_OF_TEN = re.compile(r"10(?=[⁰¹²³⁴⁵⁶⁷⁸⁹])")


def plain(written: str) -> str:
    """As it would be typed without a typographer: no blanks, u for µ, x for ×, 10^9 for 10⁹."""
    return "".join(_POWER_OF_TEN.sub("10^", written).translate(_TYPED).split())


_TOO_MUCH = re.compile(r".{41,}|.*\d{4}", re.DOTALL)
"""Longer than any unit, or with a power that would take for ever to raise."""

_NAMED = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]")
_NUMBER = re.compile(r"(?<![A-Za-z*^\d-])(?!10[*^]|100(?!\d)|1(?!\d))\d")
"""A number where a unit has none but 1, 100 and powers of ten: 103 has lost its superscript, 12/20 is a result."""


@lru_cache(maxsize=2048)
def _parsed(kind: Kind, code: str) -> Decimal | None:
    if not code or not code.isascii() or _TOO_MUCH.match(code) or _NUMBER.search(_NAMED.sub("", code)):
        return None
    if any(_listed(other, code) for other in Kind):
        return None
    registry = _ucum()
    try:
        ratio = (1 * registry.from_ucum(code)).to(registry.from_ucum(_row(kind)["unit"]).units).magnitude
    except Exception:  # a foreign text meets parser, registry and arithmetic, and each has its own ways to give up
        return None
    return Decimal(f"{ratio:.12g}") if ratio > 0 else None


@cache
def _ucum() -> Any:
    from ucumvert import PintUcumRegistry  # imported here: it takes a second, and the table holds what is common

    return PintUcumRegistry()
