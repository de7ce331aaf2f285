"""Condition -> Diagnosis (``tables/conditions.toml``)."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from fhir_mappings.datatypes.codings import Coding, codings, rows, words
from fhir_mappings.datatypes.dates import start_of, when
from fhir_mappings.datatypes.json_access import Element, part, parts, text
from fhir_mappings.tables import table
from response_criteria.model.facts import Diagnosis, Disease, Origin, Phase, Refusal
from response_criteria.model.periods import When


class Listed(NamedTuple):
    """What the table says of a code."""

    disease: Disease
    phase: Phase | None = None


def diagnosis(origin: Origin, condition: Element) -> Diagnosis | Refusal | None:
    """The diagnosis a Condition makes; why it is not used; None where it is about something else. Raises Unusable."""
    concept = part(condition, "code")
    listed = tuple(_listed(concept))
    because = _refused(listed, concept, condition)
    if because or not listed:
        return Refusal(origin, because) if because else None
    return Diagnosis(
        disease=listed[0].disease,
        active=_is_active(condition),
        on=_since(condition),
        origin=origin,
        phase=_phase(listed, condition),
        reported=next(iter(words(concept)), ""),
    )


def is_another_disease(reasons: Iterable[Any]) -> bool:
    """Whether the reasons of an order are coded, and none of them is chronic myeloid leukemia or open to it."""
    concepts = tuple(reasons)
    if any(each.disease is Disease.CML for concept in concepts for each in _listed(concept)):
        return False
    return any(_is_a_disease(coding) for concept in concepts for coding in codings(concept))


def is_listed(coding: Coding) -> bool:
    """Whether the table of conditions lists a code, or what it begins with."""
    concept = {"coding": [coding._asdict()]}
    return any(_listed(concept)) or _plain(coding) in _REFUSED or coding in _STAGES


def _refused(listed: tuple[Listed, ...], concept: Element, condition: Element) -> str:
    """Why a Condition that names a disease of ours is not used; empty if it is used, or names none."""
    denied = any(map(_DENIED.search, words(concept)))
    if not listed:
        by_code = (_REFUSED[key] for coding in codings(concept) if (key := _plain(coding)) in _REFUSED)
        by_text = (_BY_TEXT for each in words(concept) if _CALLED.search(each) and not denied)
        return next(by_code, "") or next(by_text, "")
    if len({each.disease for each in listed}) > 1:
        return "its codes stand for different diseases"
    if denied and listed[0].disease is Disease.CML:
        return "its code says that it is chronic myeloid leukemia, its text that it is not"
    return next((_UNTRUE[each] for each in _status(condition, "verificationStatus") if each in _UNTRUE), "")


def _listed(concept: Any) -> Iterator[Listed]:
    for coding in map(_plain, codings(concept)):
        begun = (row for start, row in _BEGINNINGS if _begins(coding, start))
        if row := _EXACT.get(coding) or next(begun, None):
            yield row


def _begins(coding: Coding, start: Coding) -> bool:
    return coding.system == start.system and coding.code.startswith(start.code)


def _is_active(condition: Element) -> bool:
    """Without a clinical status it is active, unless it says when it ended."""
    stated = _status(condition, "clinicalStatus")
    ended = any(name.startswith("abatement") and condition[name] not in (None, False) for name in condition)
    return not stated & _NO_LONGER if stated else not ended


def _status(condition: Element, name: str) -> frozenset[str]:
    """A status by its codes, whatever their system, and by its words: one that is overlooked would make a disease."""
    concept = part(condition, name)
    written = (*(text(each, "code") for each in parts(concept, "coding")), *words(concept))
    return frozenset(each.casefold().replace(" ", "-") for each in written if each)


def _since(condition: Element) -> When | None:
    onset = when(condition.get("onsetDateTime")) or start_of(condition.get("onsetPeriod"))
    return onset or when(condition.get("recordedDate"))


def _phase(listed: Iterable[Listed], condition: Element) -> Phase | None:
    """The most advanced phase that a code of the disease or of its stage names; a stage may name the disease again.

    Words name only an advanced phase: a text may withhold, never support (decision 0038).
    """
    summaries = [stage.get("summary") for stage in parts(condition, "stage")]
    stages = (_STAGES.get(coding) for summary in summaries for coding in codings(summary))
    again = (each.phase for summary in summaries for each in _listed(summary))
    named = {*(each.phase for each in listed), *stages, *again}
    if any(each.disease is Disease.CML for each in listed):
        named |= {phase for concept in (condition.get("code"), *summaries) for phase in _phases_in_words(concept)}
    return next((each for each in (Phase.BLAST, Phase.ACCELERATED, Phase.CHRONIC) if each in named), None)


def _phases_in_words(concept: Any) -> Iterator[Phase]:
    for each in words(concept):
        if not _NOT_OF_NOW.search(each):
            yield from (phase for phase, called in _PHASES_CALLED.items() if called.search(each))


def _is_a_disease(coding: Coding) -> bool:
    system, code = _plain(coding)
    none = _REASON["no_disease"]
    vague = system in _ICD and (code in none["equal_to"] or code.startswith(tuple(none["begins_with"])))
    return system in _REASON["systems"] and not vague


def _plain(coding: Coding) -> Coding:
    """As codes are compared: ICD codes come with and without their dot."""
    return Coding(coding.system, coding.code.replace(".", "").upper()) if coding.system in _ICD else coding


_TABLE = table("conditions")
_REASON = _TABLE["reason"]
_ICD = frozenset(_TABLE["icd"])
_UNTRUE = _TABLE["verification_refused"]
_NO_LONGER = frozenset(_TABLE["no_longer"]["clinical_status"])


def _any_of(names: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, names))})"


_NAMES = _any_of(_TABLE["called"])
_CALLED = re.compile(rf"\b{_NAMES}\b", re.IGNORECASE)
_DENIED = re.compile(
    rf"\b{_any_of(_TABLE['denied']['before'])}\s+{_NAMES}\b|\b{_NAMES}\s+{_any_of(_TABLE['denied']['after'])}\b",
    re.IGNORECASE,
)
_PHASES_CALLED = {
    Phase(phase): re.compile(rf"\b{_any_of(names)}\b", re.IGNORECASE)
    for phase, names in _TABLE["phases_called"].items()
}
_NOT_OF_NOW = re.compile(rf"\?|\b{_any_of(_TABLE['not_of_now']['words'])}\b", re.IGNORECASE)
_BY_TEXT = "only its text names chronic myeloid leukemia; a code is needed"
_REFUSED = {_plain(coding): row["because"] for coding, row in rows("conditions", "refuse")}
_STAGES = {coding: Phase(row["phase"]) for coding, row in rows("conditions", "stage")}
_ACCEPTED = [
    (_plain(coding), Listed(Disease(row["disease"]), Phase(row["phase"]) if "phase" in row else None), row)
    for coding, row in rows("conditions", "accept")
]
_EXACT = {coding: listed for coding, listed, _ in _ACCEPTED}
_BEGINNINGS = [(coding, listed) for coding, listed, row in _ACCEPTED if row.get("begins_with")]
