"""Which drug the codes and texts of a medication name (``tables/drugs.toml``).

Codes decide. Texts, and codes that could not be verified, only hint: ``Drug.coded`` is False then.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from fhir_mappings.datatypes.codings import Coding, read_codings, read_rows, read_texts
from fhir_mappings.medications.dose_units import DoseUnit
from fhir_mappings.tables import load_table
from response_criteria.model.medications import Drug, DrugKind

NDC = "http://hl7.org/fhir/sid/ndc"
_TKI = frozenset({DrugKind.IMATINIB, DrugKind.OTHER_TKI})


class Strength(NamedTuple):
    """The mg of imatinib base in one tablet or milliliter."""

    mg: Fraction
    per: DoseUnit


class DrugCode(NamedTuple):
    """The drug that a code of the table means, and its strength if the code includes one."""

    drug: str
    strength: Strength | None


def identify_drug(concepts: Sequence[Any]) -> Drug | None:
    """Return the drug that the concepts of a medication name; None if it is not in the table.

    UNRESOLVED if they name a TKI together with another drug, or if nothing names the drug.
    """
    coded = {code.drug for code in find_drug_codes(concepts)}
    hinted = _find_hinted_drugs(concepts)
    # A TKI in the text is no proof of it, but reason enough not to trust a code for another drug.
    names = coded | {name for name in hinted if _KINDS[name] in _TKI} if coded else hinted
    if not names:
        return None if _names_anything(concepts) else Drug(DrugKind.UNRESOLVED, "a medication without a name")
    if len(names) > 1 and any(_KINDS[name] in _TKI for name in names):
        return Drug(DrugKind.UNRESOLVED, " or ".join(sorted(names)))
    # A combination of drugs without a TKI is listed under one of its names.
    name = min(names)
    return Drug(_KINDS[name], name, coded=bool(coded))


def find_drug_codes(concepts: Iterable[Any]) -> tuple[DrugCode, ...]:
    """Return the accepted codes of a medication."""
    keys = (key for concept in concepts for coding in read_codings(concept) for key in _build_keys(coding))
    return tuple(_ACCEPTED[key] for key in keys if key in _ACCEPTED)


def is_listed(coding: Coding) -> bool:
    """Whether the table of drugs lists a code."""
    return any(key in _ACCEPTED or key in _EXCLUDED for key in _build_keys(coding))


def to_base_mg(mg: Fraction) -> Fraction:
    """Return the mg of imatinib base, if the number is that of a mesylate strength: 478 mg are 400 mg of base."""
    return _BASE_IN_MESYLATE.get(mg, mg)


def _find_hinted_drugs(concepts: Sequence[Any]) -> set[str]:
    keys = (key for concept in concepts for coding in read_codings(concept) for key in _build_keys(coding))
    by_code = {_EXCLUDED[key] for key in keys if key in _EXCLUDED}
    text = " \n ".join(text for concept in concepts for text in read_texts(concept))
    return by_code | {_NAMES[name.casefold()] for name in _ANY_NAME.findall(text)}


def _names_anything(concepts: Iterable[Any]) -> bool:
    return any(read_texts(concept) or next(read_codings(concept), None) for concept in concepts)


def _build_keys(coding: Coding) -> Iterator[Coding]:
    """Return the keys under which the table may hold a code: an NDC by labeler and product, any other as it is."""
    if coding.system != NDC:
        yield coding
    else:
        yield from (Coding(NDC, product) for product in _parse_ndc(coding.code))


def _parse_ndc(code: str) -> tuple[str, ...]:
    """Return labeler and product of a National Drug Code as nine digits, 5 and 4, as in its 11-digit form."""
    labeler, *rest = code.split("-")
    if rest:
        return (labeler.zfill(5) + rest[0].zfill(4),)
    if len(code) == 11:
        return (code[:9],)
    # Ten digits without hyphens are 4-4-2 if they begin with 0, as four-digit labelers do; else 5-3-2 or 5-4-1.
    if len(code) == 10:
        return ("0" + code[:8],) if code.startswith("0") else (f"{code[:5]}0{code[5:8]}", code[:9])
    return ()


def _read_strength(row: Mapping[str, Any]) -> Strength | None:
    if "mg_per_ml" in row:
        return Strength(Fraction(row["mg_per_ml"]), DoseUnit.MILLILITERS)
    return Strength(Fraction(row["strength_mg"]), DoseUnit.TABLETS) if "strength_mg" in row else None


_TABLE = load_table("drugs")
_KINDS = {row["name"]: DrugKind(row["kind"]) for row in _TABLE["drug"]}
_NAMES = {name.casefold(): row["name"] for row in _TABLE["drug"] for name in (row["name"], *row.get("also_called", ()))}
_ANY_NAME = re.compile(rf"\b(?:{'|'.join(map(re.escape, _NAMES))})\b", re.IGNORECASE)
_ACCEPTED = {
    key: DrugCode(row["drug"], _read_strength(row))
    for coding, row in read_rows("drugs", "accept")
    for key in _build_keys(coding)
}
_EXCLUDED = {key: row["drug"] for coding, row in read_rows("drugs", "exclude") for key in _build_keys(coding)}
_BASE_IN_MESYLATE = {Fraction(salt): Fraction(base) for salt, base in _TABLE["base_in_mesylate"].items()}
