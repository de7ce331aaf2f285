"""Qualitative results in words or codes, as yes or no: DETECTED, Negative, Pregnant."""

import re
import unicodedata
from functools import cache

from fhir_mappings.datatypes.codings import Coding
from fhir_mappings.datatypes.json_access import MAX_TEXT_LENGTH
from fhir_mappings.datatypes.values import StatedText, Value
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.tables import load_table
from response_criteria.model.answers import Answer


def parse_answer(question: str, value: Value) -> Answer:
    """Return yes or no, as the answer to a question of ``tables/answers.toml``.

    Raises UnusableDataError if the value answers neither or both.
    """
    if not isinstance(value, StatedText):
        raise UnusableDataError("its value is a number, not an answer")
    known = _load_answers(question)
    answers = {known[stated] for stated in (*map(normalize_text, value.texts), *value.codes) if stated in known}
    if len(answers) != 1:
        raise UnusableDataError("its answer is not recognized")
    (answer,) = answers
    phrases = (_find_phrases(question, normalize_text(text)) for text in value.texts)
    if any(found and answer not in found for found in phrases):
        raise UnusableDataError("its coded answer and its text disagree")
    return answer


def find_coded_answer(question: str, coding: Coding) -> Answer | None:
    """Return the answer that a code gives to a question; None if it gives none."""
    return _load_answers(question).get(coding)


def _find_phrases(question: str, text: str) -> frozenset[Answer]:
    """Return the answers whose words are part of a text: "not detected (see comment)" has a no, and no yes."""
    known = _load_answers(question)
    return frozenset(known[phrase] for phrase in _compile_phrases(question).findall(text))


@cache
def _compile_phrases(question: str) -> re.Pattern[str]:
    # The longest first: "not detected" must not be found as "detected".
    texts = sorted((stated for stated in _load_answers(question) if isinstance(stated, str)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, texts))})(?!\w)")


def normalize_text(text: str) -> str:
    """Return a text in lower case, with single blanks and without punctuation around it."""
    return " ".join(text.casefold().split()).strip(" .!*;:")


def fold_accents(text: str) -> str:
    """Return a text in lower case and without accents."""
    # Before it is decomposed: NFKD makes eighteen characters of one such as U+FDFA.
    decomposed = unicodedata.normalize("NFKD", text[:MAX_TEXT_LENGTH].casefold())
    return "".join(character for character in decomposed[:MAX_TEXT_LENGTH] if not unicodedata.combining(character))


@cache
def _load_answers(question: str) -> dict[str | Coding, Answer]:
    row = load_table("answers")[question]
    yes = (*row["yes"], *map(Coding.parse, row["yes_codes"]))
    no = (*row["no"], *map(Coding.parse, row.get("no_codes", ())))
    return dict.fromkeys(yes, Answer.YES) | dict.fromkeys(no, Answer.NO)
