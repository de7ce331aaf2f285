"""Yes or no, where a result answers in words or codes: DETECTED, Negative, Pregnant."""

import re
import unicodedata
from functools import cache

from fhir_mappings.datatypes.codings import Coding
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.values import Said, Value
from fhir_mappings.tables import table
from response_criteria.model.answers import Answer


def answer_to(question: str, value: Value) -> Answer:
    """The answer that a value gives to a question of ``tables/answers.toml``: yes or no.

    Raises Unusable where it gives none, or two.
    """
    if not isinstance(value, Said):
        raise Unusable("its value is a number, not an answer")
    known = _answers(question)
    heard = {known[each] for each in (*map(plain, value.texts), *value.codes) if each in known}
    if len(heard) != 1:
        raise Unusable("its answer is not one that is understood here")
    (answer,) = heard
    if any(answer not in hints for each in value.texts if (hints := _hints(question, plain(each)))):
        raise Unusable("its answer and its words disagree")
    return answer


def answer_of(question: str, coding: Coding) -> Answer | None:
    """The answer that a code gives to a question; None where it gives none."""
    return _answers(question).get(coding)


def _hints(question: str, text: str) -> frozenset[Answer]:
    """The answers whose words a text holds among others: "not detected (see comment)" holds a no, and no yes."""
    known = _answers(question)
    return frozenset(known[each] for each in _phrases(question).findall(text))


@cache
def _phrases(question: str) -> re.Pattern[str]:
    texts = sorted((each for each in _answers(question) if isinstance(each, str)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, texts))})(?!\w)")


def plain(text: str) -> str:
    """A text without what does not count: capitals, runs of blanks, marks around it."""
    return " ".join(text.casefold().split()).strip(" .!*;:")


def folded(text: str) -> str:
    """A text without capitals and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


@cache
def _answers(question: str) -> dict[str | Coding, Answer]:
    listed = table("answers")[question]
    yes = (*listed["yes"], *map(Coding.of, listed["yes_codes"]))
    no = (*listed["no"], *map(Coding.of, listed.get("no_codes", ())))
    return dict.fromkeys(yes, Answer.YES) | dict.fromkeys(no, Answer.NO)
