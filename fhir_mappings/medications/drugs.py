"""Which drug a medication's codes and words name (``tables/drugs.toml``).

Codes decide. Words, and codes that could not be verified, only hint: ``Drug.coded`` is False then.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from fhir_mappings.datatypes.codings import Coding, codings, rows, words
from fhir_mappings.medications.dose_units import Counted
from fhir_mappings.tables import table
from response_criteria.model.facts import Drug, DrugKind

NDC = "http://hl7.org/fhir/sid/ndc"
_TKI = frozenset({DrugKind.IMATINIB, DrugKind.OTHER_TKI})


class Strength(NamedTuple):
    """The mg of the base in one tablet or milliliter."""

    mg: Fraction
    per: Counted


class Listed(NamedTuple):
    """What the table says of a code: the drug, and its strength where the code tells."""

    drug: str
    strength: Strength | None


def drug(concepts: Sequence[Any]) -> Drug | None:
    """The drug that a medication's concepts name; None where they name one that is none of ours.

    UNRESOLVED where they name a TKI beside another drug, or where nothing says what it is.
    """
    coded = {each.drug for each in listed(concepts)}
    hinted = _hinted(concepts)
    # Another TKI named beside the code is no proof of it, and reason enough not to trust the code.
    named = coded | {each for each in hinted if _KINDS[each] in _TKI} if coded else hinted
    if not named:
        return None if _says_anything(concepts) else Drug(DrugKind.UNRESOLVED, "a medication without a name")
    if len(named) > 1 and any(_KINDS[each] in _TKI for each in named):
        return Drug(DrugKind.UNRESOLVED, " or ".join(sorted(named)))
    first = min(named)
    return Drug(_KINDS[first], first, coded=bool(coded))


def listed(concepts: Iterable[Any]) -> tuple[Listed, ...]:
    """What the table says of the codes of a medication."""
    keys = (key for concept in concepts for coding in codings(concept) for key in _keys(coding))
    return tuple(_ACCEPTED[each] for each in keys if each in _ACCEPTED)


def is_listed(coding: Coding) -> bool:
    """Whether the table of drugs lists a code."""
    return any(key in _ACCEPTED or key in _REFUSED for key in _keys(coding))


def base_mg(mg: Fraction) -> Fraction:
    """The mg of imatinib in what may be mg of its mesylate: 478 are 400."""
    return _BASE_IN_MESYLATE.get(mg, mg)


def _hinted(concepts: Sequence[Any]) -> set[str]:
    keys = (key for concept in concepts for coding in codings(concept) for key in _keys(coding))
    by_code = {_REFUSED[each] for each in keys if each in _REFUSED}
    spoken = " \n ".join(each for concept in concepts for each in words(concept))
    return by_code | {_NAMES[each.casefold()] for each in _ANY_NAME.findall(spoken)}


def _says_anything(concepts: Iterable[Any]) -> bool:
    return any(words(each) or next(codings(each), None) for each in concepts)


def _keys(coding: Coding) -> Iterator[Coding]:
    if coding.system != NDC:
        yield coding
    else:
        yield from (Coding(NDC, product) for product in _ndc_products(coding.code))


def _ndc_products(code: str) -> tuple[str, ...]:
    """Labeler and product of a National Drug Code in nine digits: 5 and 4, as in its 11-digit form.

    Ten digits without hyphens are 4-4-2 if they begin with 0, as labelers of four digits do; else 5-3-2 or 5-4-1.
    """
    labeler, *rest = code.split("-")
    if rest:
        return (labeler.zfill(5) + rest[0].zfill(4),)
    if len(code) == 11:
        return (code[:9],)
    if len(code) == 10:
        return ("0" + code[:8],) if code.startswith("0") else (f"{code[:5]}0{code[5:8]}", code[:9])
    return ()


def _strength(row: Mapping[str, Any]) -> Strength | None:
    if "mg_per_ml" in row:
        return Strength(Fraction(row["mg_per_ml"]), Counted.MILLILITERS)
    return Strength(Fraction(row["strength_mg"]), Counted.TABLETS) if "strength_mg" in row else None


_KINDS = {row["name"]: DrugKind(row["kind"]) for row in table("drugs")["drug"]}
_NAMES = {
    called.casefold(): row["name"]
    for row in table("drugs")["drug"]
    for called in (row["name"], *row.get("also_called", ()))
}
_ANY_NAME = re.compile(rf"\b(?:{'|'.join(re.escape(each) for each in _NAMES)})\b", re.IGNORECASE)
_ACCEPTED = {
    key: Listed(row["drug"], _strength(row)) for coding, row in rows("drugs", "accept") for key in _keys(coding)
}
_REFUSED = {key: row["drug"] for coding, row in rows("drugs", "refuse") for key in _keys(coding)}
_BASE_IN_MESYLATE = {Fraction(salt): Fraction(base) for salt, base in table("drugs")["base_in_mesylate"].items()}
