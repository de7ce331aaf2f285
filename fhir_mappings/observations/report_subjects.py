"""What a DiagnosticReport may be about: by its code, and by the words of its conclusion or document (decision 0056)."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fhir_mappings.conditions import find_phases
from fhir_mappings.datatypes.codings import LOINC, OBSERVATION_TABLES, Coding, read_rows
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.loose_concepts import read_loosely
from fhir_mappings.measurements.texts.mutation_text import parse_named_changes
from fhir_mappings.observations.exclusion import get_subject
from fhir_mappings.tables import load_table
from response_criteria.model.history import Subject

_MAX_LENGTH = 4000  # characters of all words that are looked at
_END_OF_SENTENCE = re.compile(r"[.;\n]\s")
_MARKUP = re.compile(r"<[^<>]{0,200}>")


def find_report_subjects(report: Element) -> tuple[Subject, ...]:
    """Return what a report is about; empty if it is of no interest."""
    # A code of LOINC shows by its form that it is one.
    codings = (Coding(coding.system or LOINC, coding.code) for coding in read_loosely(report.get("code")).codings)
    subjects = [_BY_CODE[coding] for coding in codings if coding in _BY_CODE]
    words = read_report_words(report)
    named = dict.fromkeys(find_stated(words))
    if not subjects:
        return tuple(named)
    subject = subjects[0]
    # A code that names its subject is not contradicted by what a text mentions beside it.
    if subject in (None, Subject.REPORT):
        named |= dict.fromkeys(_find_named(words))
        return tuple(named) or ((subject,) if subject else ())
    is_fish = subject is Subject.KARYOTYPE and _WORDS[Subject.FISH].search(words)
    return tuple(dict.fromkeys((Subject.FISH if is_fish else subject, *named)))


def find_stated(words: str) -> Iterator[Subject]:
    """Return the subjects of which words under any code state something: a phase, a mutation, "35% blasts"."""
    yield from _find_decisive(words)
    yield from (subject for subject, pattern in _VALUES.items() if pattern.search(words))


def read_report_words(report: Element) -> str:
    """Return the words of a report up to a length: conclusion, its codes, its document if that is text, narrative."""
    narrative = report.get("text")
    parts = (
        *read_loosely([report.get("conclusion"), report.get("conclusionCode")]).texts,
        *_read_documents(report.get("presentedForm")),
        *((narrative.get("div"),) if isinstance(narrative, Mapping) else ()),
    )
    words = " ".join(part[:_MAX_LENGTH] for part in parts if isinstance(part, str))
    return " ".join(_MARKUP.sub(" ", words[:_MAX_LENGTH]).split())


def _read_documents(forms: Any) -> Iterator[str]:
    for form in forms[:5] if isinstance(forms, list) else ():
        if isinstance(form, Mapping):
            yield str(form.get("title") or "")[:_MAX_LENGTH]
            if str(form.get("contentType")).startswith("text/"):
                yield _decode(form.get("data"))


def _decode(data: Any) -> str:
    """Return the beginning of a text in base64; empty if it is none."""
    if not isinstance(data, str):
        return ""
    beginning = "".join(data[: 2 * _MAX_LENGTH].split())
    try:
        return base64.b64decode(beginning[: len(beginning) // 4 * 4]).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _find_decisive(words: str) -> Iterator[Subject]:
    """Return an advanced phase or a resistance mutation that words name."""
    if any(find_phases(_END_OF_SENTENCE.split(words))):
        yield Subject.REPORTED_PHASE
    # Only words with the number of a residue are read: most reports have none, and some are long.
    numbered = " ".join(_NUMBERED_WORD.findall(words))
    if numbered and any(change[:-1] in _RESIDUES for change in parse_named_changes(numbered)):
        yield Subject.MUTATION


def _find_named(words: str) -> Iterator[Subject]:
    return (subject for subject, pattern in _WORDS.items() if pattern.search(words))


def _list_subjects() -> dict[Coding, Subject | None]:
    by_table = {name: Subject(subject) for name, subject in _TABLE["subject_of_table"].items()}
    subjects: dict[Coding, Subject | None] = {}
    for name in OBSERVATION_TABLES:
        for section in ("accept", "panel", "exclude"):
            subjects |= {coding: by_table.get(name) or get_subject(coding) for coding, _ in read_rows(name, section)}
    rows = read_rows("reports", "report")
    return subjects | {coding: Subject(row["subject"]) if "subject" in row else None for coding, row in rows}


_TABLE = load_table("reports")
_BY_CODE = _list_subjects()
_VALUES = {Subject(subject): re.compile(pattern, re.IGNORECASE) for subject, pattern in _TABLE["values"].items()}
_WORDS = {Subject(subject): re.compile(pattern, re.IGNORECASE) for subject, pattern in _TABLE["words"].items()}
_RESIDUES = frozenset(_TABLE["resistance"]["residues"])
_NUMBERED_WORD = re.compile(
    rf"\b[A-Za-z]{{0,5}}(?:{'|'.join(residue[1:] for residue in sorted(_RESIDUES))})[A-Za-z]{{0,5}}\b"
)
