"""Chromosome studies in ISCN, the International System for Human Cytogenomic Nomenclature.

    46,XY,t(9;22)(q34;q11.2)[12]/46,XY[8]                    a karyotype: 12 of 20 metaphases are Ph-positive
    nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[180/200]             interphase FISH: 180 of 200 nuclei carry the fusion

Clones are told apart by "/" and counted in brackets. A clone is Ph-positive that has t(9;22), a variant of it with more
chromosomes, or der(22)t(9;22). Of its bands only the arms are looked at: the numbers are often misprinted, while on the
short arm lies another gene. What may mean the Philadelphia chromosome and is not written as one, such as "Ph+" or
t(9,22), is refused: it must not pass for a clone without it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from fhir_mappings.datatypes.errors import Unusable
from response_criteria.model.facts import CytogeneticMethod


class ChromosomeStudy(NamedTuple):
    """How many cells were Ph-positive, of how many; and the changes beside it in Ph-positive clones, as written.

    ``undescribed`` are cells of which the expression says nothing: they may be positive or not.
    """

    method: CytogeneticMethod
    positive: int
    cells: int
    additional_abnormalities: tuple[str, ...] = ()
    undescribed: int = 0


class _Clone(NamedTuple):
    cells: int
    positive: bool
    beside: tuple[str, ...]


def is_iscn(text: str) -> bool:
    """Whether a text begins as ISCN does."""
    return bool(_BEGINNING.match(_typed(text)))


def _typed(text: str) -> str:
    """Without blanks, and as a keyboard has it: a full-width semicolon is a semicolon."""
    return "".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


_LONGEST = 2000
_BEGINNING = re.compile(r"(mos|chi|//)?\d{2,3}(~\d{2,3})?(<[^<>]*>)?,[XY]|(nuc)?ish", re.ASCII)
_BETWEEN_STUDIES = re.compile(r"\.(?=ish|nucish)|(?<=\])[;,]?(?=nucish)")


def chromosome_studies(expression: str) -> tuple[ChromosomeStudy, ...]:
    """The studies of an ISCN expression: a karyotype, an interphase FISH, or both. Raises Unusable."""
    if len(expression) > _LONGEST:
        raise Unusable("its ISCN expression is too long to be one")
    parts = _BETWEEN_STUDIES.split(_typed(expression).rstrip("."))
    found = tuple([_study(part) for part in parts if not part.startswith("ish")])
    if not found:
        raise Unusable("its ISCN expression holds neither a karyotype nor an interphase FISH")
    if not found[0].positive and any(part.startswith("ish") and _FUSED_ON_METAPHASES.search(part) for part in parts):
        raise Unusable("its karyotype is without the Philadelphia chromosome, its FISH on metaphases is not")
    return found


_FUSED_ON_METAPHASES = re.compile(
    r"con|\b(?:ish)?(?:t|der|ins)\(|\([^()]*(?:ABL1?\+[^()]*BCR\+|BCR\+[^()]*ABL1?\+)", re.ASCII
)
"""BCR and ABL1 on one chromosome, which bands do not show where the exchanged piece is small."""


def _study(part: str) -> ChromosomeStudy:
    return _interphase_fish(part.removeprefix("nucish")) if part.startswith("nucish") else _karyotype(part)


# --- karyotypes -------------------------------------------------------------------------------------------------------


def _karyotype(part: str) -> ChromosomeStudy:
    if "//" in part or part.startswith("chi"):
        raise Unusable("its karyotype mixes the cells of two persons")
    clones = list(_clones(part.removeprefix("mos")))
    positive = [clone for clone in clones if clone.positive]
    beside = dict.fromkeys(change for clone in positive for change in clone.beside)
    return ChromosomeStudy(
        CytogeneticMethod.KARYOTYPE,
        sum(clone.cells for clone in positive),
        _some(sum(clone.cells for clone in clones)),
        tuple(beside),
    )


def _clones(part: str) -> Iterator[_Clone]:
    first: _Clone | None = None
    for written in part.split("/"):
        clone = _clone(written, first)
        first = first or clone
        yield clone


_CLONE = re.compile(r"(?P<changes>[^\[\]]+)\[(?P<composite>cp)?(?P<cells>\d{1,4})\]", re.ASCII)
_CHROMOSOMES = re.compile(r"\d{2,3}(~\d{2,3})?(<[^<>]*>)?", re.ASCII)
_SEX = re.compile(r"[XY]+c?")
_OF_THE_FIRST_CLONE = frozenset({"idem", "sl", "sdl", *(f"sdl{number}" for number in range(10))})
_BETWEEN_CHANGES = re.compile(r",(?![^()]*\))")


def _clone(written: str, first: _Clone | None) -> _Clone:
    counted = _CLONE.fullmatch(written)
    if counted is None:
        raise Unusable("its karyotype does not count the metaphases of each clone")
    if counted["composite"]:
        raise Unusable("its karyotype is a composite: the metaphases of its clones cannot be told apart")
    derived, changes = _changes(counted["changes"])
    if derived and first is None:
        raise Unusable(_UNREADABLE)
    inherited = first if derived else None
    if inherited and not (inherited.positive or inherited.beside):
        raise Unusable("its karyotype derives a clone from normal cells")
    return _Clone(
        int(counted["cells"]),
        _has_philadelphia(changes) or bool(inherited and inherited.positive),
        (inherited.beside if inherited else ()) + tuple(filter(_is_beside, changes)),
    )


_UNREADABLE = "its karyotype cannot be read"


@lru_cache(maxsize=1024)
def _changes(written: str) -> tuple[bool, tuple[str, ...]]:
    """The changes of a clone, and whether they come on top of those of the first. Raises Unusable."""
    number, sex, *changes = *_BETWEEN_CHANGES.split(written), "", ""
    sex_is_read = _SEX.fullmatch(sex) or sex in _OF_THE_FIRST_CLONE
    if not _CHROMOSOMES.fullmatch(number) or not sex_is_read:
        raise Unusable(_UNREADABLE)
    derived = not _OF_THE_FIRST_CLONE.isdisjoint((sex, *changes))
    return derived, tuple(each for each in changes if each and each not in _OF_THE_FIRST_CLONE)


_BANDS = r"(?:[\dXYpqter;:.~]|(?<=\d)-(?=[\dpq]))+"
_PHILADELPHIA = re.compile(
    r"\+?(?:i?der\(22\)(?:\(q\d+\))?)?t\((?P<chromosomes>[\dXY;]*)\)"
    rf"(?:\((?P<bands>{_BANDS})\))?(?:[a-z]{{0,4}}\({_BANDS}\))*(?:x\d)?",
    re.ASCII,
)
_MAY_BE = re.compile(
    r"ph|bcr|abl|22q-|(?:del|add)\(22\)\(q11|der\(22\)(?!t)|(?<!\d)0?9\W*22(?!\d)|(?<!\d)22\W*0?9(?!\d)",
    re.ASCII | re.IGNORECASE,
)
_OTHER_HALF = re.compile(r"[+-]?der\(9\)")
"""The derivative chromosome 9 of the same translocation: without BCR::ABL1."""


def _has_philadelphia(changes: Sequence[str]) -> bool:
    """Whether one of the changes is it. Raises Unusable where none is, and one is in doubt or written otherwise."""
    if any(map(_is_philadelphia, changes)):
        return True
    if any(_MAY_BE.search(change) and not _OTHER_HALF.match(change) for change in changes):
        raise Unusable("its karyotype is not certain of the Philadelphia chromosome")
    return False


@lru_cache(maxsize=1024)
def _is_philadelphia(change: str) -> bool:
    found = _PHILADELPHIA.fullmatch(change)
    if found is None:
        return False
    chromosomes, bands = found["chromosomes"].split(";"), (found["bands"] or "").split(";")
    short_arms = {each for each, band in zip(chromosomes, bands, strict=False) if band.startswith("p")}
    return {"9", "22"} <= set(chromosomes) - short_arms


def _is_beside(change: str) -> bool:
    """Whether it is a change beside the Philadelphia chromosome: a second one is, an inborn one (c) is not."""
    inborn = change.endswith("c")  # so ends "inc", too: the description is incomplete
    return not inborn and (change.startswith("+") or not _is_philadelphia(change))


# --- interphase FISH --------------------------------------------------------------------------------------------------

_SIGNALS = re.compile(r"(?P<signals>[^\[\]]+)\[(?P<with_them>\d{1,5})(?:/(?P<of>\d{1,5}))?\]", re.ASCII)
_BETWEEN_POPULATIONS = re.compile(r"/(?![^\[\]]*\])")
_FUSED = re.compile(r"ABL1?(x\d)?con(\w*con)?BCR|BCR(x\d)?con(\w*con)?ABL1?")


def _interphase_fish(part: str) -> ChromosomeStudy:
    """Nuclei with the fusion, of all. They are counted as [12/200], or population by population as [12]/...[188].

    Where only normal nuclei are described, the others are not known to be so.
    """
    populations = [_SIGNALS.fullmatch(each) for each in _BETWEEN_POPULATIONS.split(part)]
    counted = [each for each in populations if each is not None]
    totals = {each["of"] for each in counted}
    if len(counted) < len(populations) or len(totals) != 1:
        raise Unusable("its FISH expression does not count the nuclei")
    fused = [int(each["with_them"]) for each in counted if _has_fusion(each["signals"])]
    positive, described = sum(fused), sum(int(each["with_them"]) for each in counted)
    (total,) = totals
    cells = int(total) if total else described
    if described > cells:
        raise Unusable("its FISH expression counts more nuclei than there were")
    undescribed = 0 if fused else max(0, cells - described)
    return ChromosomeStudy(CytogeneticMethod.FISH, positive, _some(cells), undescribed=undescribed)


def _has_fusion(signals: str) -> bool:
    """Yes by a connected signal, no by two of each and nothing else. Raises Unusable for any other pattern."""
    if _FUSED.search(signals) and "x0" not in signals:
        return True
    normal = set(re.findall(r"x(\d)", signals)) == {"2"} and not re.search(r"con|sep|amp", signals)
    of_abl1, of_bcr = ({each for each in re.split(r"x2|[(),]", signals) if gene in each} for gene in ("ABL", "BCR"))
    if normal and of_abl1 and of_bcr and not of_abl1 & of_bcr:  # a probe of both, BCR::ABL1, is the fusion
        return False
    raise Unusable("its FISH signals are not a pattern that is read here")


def _some(cells: int) -> int:
    if not cells:
        raise Unusable("it counts no cells")
    return cells
