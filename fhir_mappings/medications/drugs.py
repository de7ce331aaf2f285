"""Which drug the codes and texts of a medication name (``tables/drugs.toml``).

Codes decide. Texts, and codes that could not be verified, only hint: ``Drug.coded`` is False then (decision 0058).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from fhir_mappings.datatypes.codings import Coding, read_codings, read_rows, read_texts
from fhir_mappings.measurements.qualitative_results import fold_accents
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
    codings = [coding for concept in concepts for coding in read_codings(concept)]
    keys = (key for coding in codings for key in _build_keys(coding))
    listed = tuple(_ACCEPTED[key] for key in keys if key in _ACCEPTED)
    return listed or tuple(DrugCode(_OTHER_TKI, None) for coding in codings if _is_in_group(coding))


def _is_in_group(coding: Coding) -> bool:
    return any(
        coding.system == group["system"] and coding.code.startswith(group["prefix"]) for group in _TABLE["group"]
    )


def is_listed(coding: Coding) -> bool:
    """Whether the table of drugs lists a code."""
    return any(key in _ACCEPTED or key in _EXCLUDED for key in _build_keys(coding))


def to_base_mg(mg: Fraction) -> Fraction:
    """Return the mg of imatinib base, if the number is that of a mesylate strength: 478 mg are 400 mg of base."""
    if mg in _BASE_IN_MESYLATE:
        return _BASE_IN_MESYLATE[mg]
    # Only marketed strengths: 600 mg of the base are within half a percent of 500 mg as mesylate.
    return next((base for base in _MARKETED if abs(mg - base * _PER_BASE) <= _TOLERANCE * base * _PER_BASE), mg)


def _find_hinted_drugs(concepts: Sequence[Any]) -> set[str]:
    keys = (key for concept in concepts for coding in read_codings(concept) for key in _build_keys(coding))
    by_code = {_EXCLUDED[key] for key in keys if key in _EXCLUDED}
    by_code |= {drug for concept in concepts for code in _list_codes(concept) if (drug := _find_distinctive(code))}
    text = fold_accents(" \n ".join(text for concept in concepts for text in read_texts(concept)))
    named = {_NAMES[name] for pattern in (_NAME_AT_START, _NAME_ANYWHERE) for name in pattern.findall(text)}
    unlisted = {_OTHER_TKI for word in _TINIB.findall(text) if not word.startswith(_KNOWN_TINIBS)}
    by_stem = {_GROWTH_FACTOR} if not named and _GRASTIM.search(text) else set()
    return by_code | named | unlisted | by_stem


def _list_codes(concept: Any) -> Iterator[str]:
    codings = concept.get("coding") if isinstance(concept, Mapping) else None
    for coding in codings if isinstance(codings, list) else ():
        if isinstance(coding, Mapping) and isinstance(coding.get("code"), str):
            yield coding["code"].strip()[:_LONGEST_CODE].upper()


def _find_distinctive(code: str) -> str | None:
    """Return the drug of a code of ATC that stands under another address, or under none; None for any other code."""
    if not _ATC_FORM.fullmatch(code):
        return None
    listed = (_ACCEPTED[key].drug for system in _ATC_SYSTEMS if (key := Coding(system, code)) in _ACCEPTED)
    groups = (row["drug"] for row in _TABLE["distinctive"] if code.startswith(row["prefix"]))
    return next(listed, None) or next(groups, None)


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
_OTHER_TKI = "an inhibitor of BCR::ABL1"


def _list_spellings(row: Mapping[str, Any]) -> Iterator[str]:
    # Without a final "e" the English name is also the stem of the Latin, German and Romance ones.
    for name in (row["name"], *row.get("also_called", ())):
        yield fold_accents(name).removesuffix("e")


_NAMES = {name: row["name"] for row in _TABLE["drug"] for name in _list_spellings(row)}
# Latin and Cyrillic letters have upper case, kana, Han and Hangul have none.
_WITH_CASE = sorted((name for name in _NAMES if name.upper() != name), key=len, reverse=True)
_NAME_AT_START = re.compile(rf"(?<![^\W\d_])({'|'.join(map(re.escape, _WITH_CASE))})")
# Words of other scripts have no blanks between them, and no endings.
_NAME_ANYWHERE = re.compile(f"({'|'.join(re.escape(name) for name in _NAMES if name not in _WITH_CASE)})")
_TINIB = re.compile(rf"(?<![^\W\d_])[a-z]{{2,20}}{_TABLE['stem']['suffix']}")
_KNOWN_TINIBS = (*_TABLE["stem"]["other_groups"], *(name for name in _NAMES if name.endswith(_TABLE["stem"]["suffix"])))
_GRASTIM = re.compile(rf"(?<![^\W\d_])[a-z]{{0,20}}{_TABLE['growth_factor_stem']['suffix']}")
_GROWTH_FACTOR = "filgrastim"
_LONGEST_CODE = 64  # characters: a longer one is no code of ATC
_ATC_FORM = re.compile(r"[A-Z]\d{2}[A-Z]{2}(?:\d{2})?", re.ASCII)
_ATC_SYSTEMS = tuple({group["system"] for group in _TABLE["group"]})
_ACCEPTED = {
    key: DrugCode(row["drug"], _read_strength(row))
    for coding, row in read_rows("drugs", "accept")
    for key in _build_keys(coding)
}
_EXCLUDED = {key: row["drug"] for coding, row in read_rows("drugs", "exclude") for key in _build_keys(coding)}
_MARKETED = tuple(Fraction(mg) for mg in _TABLE["mesylate"]["marketed_mg"])
_PER_BASE, _TOLERANCE = (Fraction(_TABLE["mesylate"][name]) for name in ("per_base", "tolerance"))
_BASE_IN_MESYLATE = {Fraction(salt): Fraction(base) for salt, base in _TABLE["base_in_mesylate"].items()}
