"""Yes, no, or unknown: what can be answered about a patient."""

from collections.abc import Iterable
from enum import StrEnum


class Answer(StrEnum):
    """An answer in three values. Unknown is an answer of its own: it never turns into a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __invert__(self) -> "Answer":
        return _OPPOSITE[self]


YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
"""The members by name, for what is asked of every result: to look one up on its class costs more than to compare."""

_OPPOSITE = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNKNOWN: Answer.UNKNOWN}


def answer(known: bool) -> Answer:
    """The answer to a question whose truth is known."""
    return Answer.YES if known else Answer.NO


def all_of(answers: Iterable[Answer]) -> Answer:
    """No if any is no; else unknown if any is unknown; else yes."""
    heard = YES
    for each in answers:
        if each is NO:
            return NO
        if each is UNKNOWN:
            heard = UNKNOWN
    return heard


def any_of(answers: Iterable[Answer]) -> Answer:
    """Yes if any is yes; else unknown if any is unknown; else no."""
    heard = NO
    for each in answers:
        if each is YES:
            return YES
        if each is UNKNOWN:
            heard = UNKNOWN
    return heard
