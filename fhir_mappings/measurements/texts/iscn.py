"""Cytogenetic analyses in ISCN, the International System for Human Cytogenomic Nomenclature.

    46,XY,t(9;22)(q34;q11.2)[12]/46,XY[8]                    a karyotype: 12 of 20 metaphases are Ph-positive
    nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[180/200]             interphase FISH: 180 of 200 nuclei have the fusion

Clones are separated by "/" and counted in brackets. A clone is Ph-positive with t(9;22), with a variant that involves
more chromosomes, or with der(22)t(9;22). An expression that may mean the Philadelphia chromosome in another notation,
such as "Ph+" or t(9,22), is excluded: it must not count as Ph-negative.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fhir_mappings.errors import UnusableDataError
from fhir_mappings.text_caches import cache_for_call
from response_criteria.model.results import CytogeneticMethod


class IscnAnalysis(NamedTuple):
    """Ph-positive cells of the cells analyzed, and the other abnormalities of Ph-positive clones as written.

    ``undescribed`` cells may be positive or not: the expression does not mention them.
    """

    method: CytogeneticMethod
    positive: int
    cells: int
    additional_abnormalities: tuple[str, ...] = ()
    undescribed: int = 0


class _Clone(NamedTuple):
    cells: int
    is_positive: bool
    additional: tuple[str, ...]


MAX_LENGTH = 2000
"""Characters of an expression; a longer text is none."""

_BEGINNING = re.compile(r"(mos|chi|//)?\d{2,3}(~\d{2,3})?(<[^<>]*>)?,[XY]|(nuc)?ish", re.ASCII)
# The edition of the nomenclature that a laboratory writes after the expression: "(ISCN 2020)".
_EDITION = re.compile(r"\(ISCN(?:19|20)\d\d\)\.?$")
_ANALYSIS_SEPARATOR = re.compile(r"\.(?=ish|nucish)|(?<=\])[;,]?(?=nucish)")
# BCR and ABL1 on one chromosome. Banding misses the fusion where the inserted segment is small.
_FUSION_ON_METAPHASES = re.compile(r"con|\b(?:ish)?(?:t|der|ins)\(|\((?=[^()]*ABL1?\+)(?=[^()]*BCR\+)", re.ASCII)


def is_iscn(text: str) -> bool:
    """Whether a text begins like an ISCN expression."""
    return bool(_BEGINNING.match(_normalize(text)))


def _normalize(text: str) -> str:
    """Return a text without blanks, and with full-width characters as on a keyboard."""
    return "".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


def parse_iscn(expression: str) -> tuple[IscnAnalysis, ...]:
    """Parse an ISCN expression: a karyotype, an interphase FISH, or both. Raises UnusableDataError."""
    if len(expression) > MAX_LENGTH:
        raise UnusableDataError("its ISCN expression is too long to be one")
    parts = _ANALYSIS_SEPARATOR.split(_EDITION.sub("", _normalize(expression)).rstrip("."))
    metaphase_fish = [part for part in parts if part.startswith("ish")]
    analyses = tuple([_parse_analysis(part) for part in parts if not part.startswith("ish")])
    if not analyses:
        raise UnusableDataError("its ISCN expression contains neither a karyotype nor interphase FISH")
    if not analyses[0].positive and any(map(_FUSION_ON_METAPHASES.search, metaphase_fish)):
        raise UnusableDataError("its karyotype shows no Philadelphia chromosome, but its metaphase FISH a fusion")
    return analyses


# No text has it: it is no character, and stands for a separator within brackets.
_WITHIN = "\ufdd0"


def _split_outside(text: str, separator: str, opening: str, closing: str) -> list[str]:
    """Split a text at the separators that are not within brackets."""
    # By hand, since a pattern that looks for the bracket after each separator costs the square of the length.
    *closed, last = text.split(closing)
    marked = []
    for piece in closed:
        outside, bracket, inside = piece.rpartition(opening)
        marked.append(f"{outside}{bracket}{inside.replace(separator, _WITHIN)}{closing}")
    return [part.replace(_WITHIN, separator) for part in "".join((*marked, last)).split(separator)]


def _parse_analysis(part: str) -> IscnAnalysis:
    return _parse_interphase_fish(part.removeprefix("nucish")) if part.startswith("nucish") else _parse_karyotype(part)


# --- karyotypes -------------------------------------------------------------------------------------------------------


def _parse_karyotype(part: str) -> IscnAnalysis:
    # "//" and chi separate recipient and donor after a transplant.
    if "//" in part or part.startswith("chi"):
        raise UnusableDataError("its karyotype mixes the cells of two people")
    clones = list(_parse_clones(part.removeprefix("mos")))
    positive = [clone for clone in clones if clone.is_positive]
    additional = dict.fromkeys(change for clone in positive for change in clone.additional)
    return IscnAnalysis(
        CytogeneticMethod.KARYOTYPE,
        sum(clone.cells for clone in positive),
        _require_cells(sum(clone.cells for clone in clones)),
        tuple(additional),
    )


def _parse_clones(part: str) -> Iterator[_Clone]:
    first: _Clone | None = None
    for text in part.split("/"):
        clone = _parse_clone(text, first)
        first = first or clone
        yield clone


_CLONE = re.compile(r"(?P<changes>[^\[\]]+)\[(?P<composite>cp)?(?P<cells>\d{1,4})\]", re.ASCII)
_CHROMOSOME_NUMBER = re.compile(r"\d{2,3}(~\d{2,3})?(<[^<>]*>)?", re.ASCII)
_SEX_CHROMOSOMES = re.compile(r"[XY]+c?")
# Clones that start from the changes of the first clone.
_DERIVED_FROM_FIRST = frozenset({"idem", "sl", "sdl", *(f"sdl{number}" for number in range(10))})
_UNREADABLE = "its karyotype cannot be read"


def _parse_clone(text: str, first: _Clone | None) -> _Clone:
    parts = _CLONE.fullmatch(text)
    if parts is None:
        raise UnusableDataError("its karyotype does not count the metaphases of each clone")
    if parts["composite"]:
        raise UnusableDataError("its karyotype is a composite, which does not count the metaphases of each clone")
    is_derived, changes = _parse_changes(parts["changes"])
    if is_derived and first is None:
        raise UnusableDataError(_UNREADABLE)
    inherited = first if is_derived else None
    if inherited and not (inherited.is_positive or inherited.additional):
        raise UnusableDataError("its karyotype derives a clone from normal cells")
    return _Clone(
        int(parts["cells"]),
        _has_philadelphia(changes) or bool(inherited and inherited.is_positive),
        (inherited.additional if inherited else ()) + tuple(filter(_is_additional, changes)),
    )


@cache_for_call(1024)
def _parse_changes(text: str) -> tuple[bool, tuple[str, ...]]:
    """Return whether the clone derives from the first one, and its own changes. Raises UnusableDataError."""
    number, sex, *changes = *_split_outside(text, ",", "(", ")"), "", ""
    is_sex_readable = _SEX_CHROMOSOMES.fullmatch(sex) or sex in _DERIVED_FROM_FIRST
    if not _CHROMOSOME_NUMBER.fullmatch(number) or not is_sex_readable:
        raise UnusableDataError(_UNREADABLE)
    is_derived = not _DERIVED_FROM_FIRST.isdisjoint((sex, *changes))
    return is_derived, tuple(change for change in changes if change and change not in _DERIVED_FROM_FIRST)


_BANDS = r"(?:[\dXYpqter;:.~]|(?<=\d)-(?=[\dpq]))+"
_PHILADELPHIA = re.compile(
    r"\+?(?:i?der\(22\)(?:\(q\d+\))?)?t\((?P<chromosomes>[\dXY;]*)\)"
    rf"(?:\((?P<bands>{_BANDS})\))?(?:[a-z]{{0,4}}\({_BANDS}\))*(?:x\d)?",
    re.ASCII,
)
_POSSIBLE_PHILADELPHIA = re.compile(
    r"ph|bcr|abl|22q-|(?:del|add)\(22\)\(q11|der\(22\)(?!t)|(?<!\d)0?9\W*22(?!\d)|(?<!\d)22\W*0?9(?!\d)",
    re.ASCII | re.IGNORECASE,
)
# The derivative chromosome 9 of the same translocation does not carry BCR::ABL1.
_DERIVATIVE_9 = re.compile(r"[+-]?der\(9\)")


def _has_philadelphia(changes: Sequence[str]) -> bool:
    """Whether one of the changes is the Philadelphia chromosome. Raises UnusableDataError if that is in doubt."""
    if any(map(_is_philadelphia, changes)):
        return True
    if any(_POSSIBLE_PHILADELPHIA.search(change) and not _DERIVATIVE_9.match(change) for change in changes):
        raise UnusableDataError("its karyotype leaves the Philadelphia chromosome uncertain")
    return False


@cache_for_call(1024)
def _is_philadelphia(change: str) -> bool:
    parts = _PHILADELPHIA.fullmatch(change)
    if parts is None:
        return False
    chromosomes, bands = parts["chromosomes"].split(";"), (parts["bands"] or "").split(";")
    # Only the arms count: band numbers are often misprinted, but t(9;22)(p24;q11.2) is BCR::JAK2.
    short_arms = {chromosome for chromosome, band in zip(chromosomes, bands, strict=False) if band.startswith("p")}
    return {"9", "22"} <= set(chromosomes) - short_arms


def _is_additional(change: str) -> bool:
    """Whether it is an abnormality besides the Philadelphia chromosome; a second one of those is."""
    is_constitutional = change.endswith("c")  # also "inc", an incomplete description
    return not is_constitutional and (change.startswith("+") or not _is_philadelphia(change))


# --- interphase FISH --------------------------------------------------------------------------------------------------

_SIGNALS = re.compile(r"(?P<signals>[^\[\]]+)\[(?P<nuclei>\d{1,5})(?:/(?P<total>\d{1,5}))?\]", re.ASCII)
# Probes of other genes may stand between the two: "ABL1conASS1conBCR".
_FUSION = re.compile(r"ABL1?(x\d)?con(\w{0,40}con)?BCR|BCR(x\d)?con(\w{0,40}con)?ABL1?")
_COPIES = re.compile(r"x(\d)")
_REARRANGED = re.compile(r"con|sep|amp")
_PROBE_SEPARATOR = re.compile(r"x2|[(),]")


def _parse_interphase_fish(part: str) -> IscnAnalysis:
    """Parse nuclei with the fusion, counted as [12/200] or population by population as [12]/...[188]."""
    populations = [_SIGNALS.fullmatch(text) for text in _split_outside(part, "/", "[", "]")]
    counted = [population for population in populations if population is not None]
    totals = {population["total"] for population in counted}
    if len(counted) < len(populations) or len(totals) != 1:
        raise UnusableDataError("its FISH expression does not count the nuclei")
    fused = [int(population["nuclei"]) for population in counted if _has_fusion(population["signals"])]
    positive, described = sum(fused), sum(int(population["nuclei"]) for population in counted)
    (total,) = totals
    cells = int(total) if total else described
    if described > cells:
        raise UnusableDataError("its FISH expression counts more nuclei than were analyzed")
    # If only normal nuclei are described, the others may have any pattern.
    undescribed = 0 if fused else max(0, cells - described)
    return IscnAnalysis(CytogeneticMethod.FISH, positive, _require_cells(cells), undescribed=undescribed)


def _has_fusion(signals: str) -> bool:
    """Whether signals are fused; not if there are two of each gene and nothing else. Else raise UnusableDataError."""
    if _FUSION.search(signals) and "x0" not in signals:
        return True
    is_normal = set(_COPIES.findall(signals)) == {"2"} and not _REARRANGED.search(signals)
    abl1, bcr = ({probe for probe in _PROBE_SEPARATOR.split(signals) if gene in probe} for gene in ("ABL", "BCR"))
    # A probe that names both genes, BCR::ABL1, detects the fusion itself.
    if is_normal and abl1 and bcr and not abl1 & bcr:
        return False
    raise UnusableDataError("its FISH signal pattern is not recognized")


def _require_cells(cells: int) -> int:
    if not cells:
        raise UnusableDataError("it counts no cells")
    return cells
