"""Yes, no or unknown: three-valued logic for questions about a patient."""

from collections.abc import Iterable
from enum import StrEnum


class Answer(StrEnum):
    """A three-valued answer. Unknown never turns into no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __invert__(self) -> "Answer":
        return _OPPOSITE[self]


# The members by name: these are compared for every result, and looking one up on its class is slower than comparing.
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN

_OPPOSITE = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNKNOWN: Answer.UNKNOWN}


def all_of(answers: Iterable[Answer]) -> Answer:
    """Return no if any answer is no, else unknown if any is unknown, else yes."""
    combined = YES
    for answer in answers:
        if answer is NO:
            return NO
        if answer is UNKNOWN:
            combined = UNKNOWN
    return combined


def any_of(answers: Iterable[Answer]) -> Answer:
    """Return yes if any answer is yes, else unknown if any is unknown, else no."""
    combined = NO
    for answer in answers:
        if answer is YES:
            return YES
        if answer is UNKNOWN:
            combined = UNKNOWN
    return combined
