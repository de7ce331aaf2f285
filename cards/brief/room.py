"""How much of each kind a brief shows: the fullest of these that keeps the limit of words; the report has the rest."""

from typing import NamedTuple


class Room(NamedTuple):
    """Numbers of facts in the lead, of steps, lines of results, precautions described, and of unread data."""

    facts: int
    steps: int
    results: int
    words_of_chart: int
    described: int
    unread: int


ROOMS = (
    Room(facts=3, steps=3, results=6, words_of_chart=12, described=5, unread=3),
    Room(facts=3, steps=3, results=4, words_of_chart=4, described=3, unread=2),
    Room(facts=3, steps=2, results=3, words_of_chart=2, described=2, unread=1),
    Room(facts=2, steps=1, results=2, words_of_chart=1, described=1, unread=1),
)
"""A chart in which nearly everything is wrong at once gets the last one."""
