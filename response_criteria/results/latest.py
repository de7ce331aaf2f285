"""The last of several results."""

from collections.abc import Sequence
from itertools import takewhile
from typing import TypeVar

from response_criteria.model.facts import Fact

AnyResult = TypeVar("AnyResult", bound=Fact)


def last_of(results: Sequence[AnyResult]) -> tuple[AnyResult, ...]:
    """The last result of a series that is oldest first: one, or several of one day that nothing tells apart."""
    if not results:
        return ()
    last = results[-1]
    alike = takewhile(lambda each: each.on == last.on and each.sequence == last.sequence, reversed(results))
    return tuple(alike)[::-1]
