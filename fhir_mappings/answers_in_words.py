"""Yes or no, where a result answers in words or codes: DETECTED, Negative, Pregnant."""

from functools import cache

from fhir_mappings.codings import Coding
from fhir_mappings.tables import table
from fhir_mappings.unusable import Unusable
from fhir_mappings.values import Said, Value
from response_criteria.answers import Answer


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
    return heard.pop()


def plain(text: str) -> str:
    """A text without what does not count: capitals, runs of blanks, marks around it."""
    return " ".join(text.casefold().split()).strip(" .!*;:")


@cache
def _answers(question: str) -> dict[str | Coding, Answer]:
    listed = table("answers")[question]
    yes = (*listed["yes"], *map(Coding.of, listed["yes_codes"]))
    no = (*listed["no"], *map(Coding.of, listed.get("no_codes", ())))
    return dict.fromkeys(yes, Answer.YES) | dict.fromkeys(no, Answer.NO)
