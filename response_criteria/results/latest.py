"""The latest of several results."""

from collections.abc import Sequence
from itertools import takewhile
from typing import TypeVar

from response_criteria.model.facts import Fact

AnyResult = TypeVar("AnyResult", bound=Fact)


def find_latest(results: Sequence[AnyResult]) -> tuple[AnyResult, ...]:
    """Return the latest result of a series sorted oldest first.

    Several results are returned where date and sequence do not tell which of them is the latest.
    """
    if not results:
        return ()
    last = results[-1]
    tied = takewhile(lambda result: result.on == last.on and result.sequence == last.sequence, reversed(results))
    return tuple(tied)[::-1]
