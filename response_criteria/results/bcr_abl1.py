"""BCR::ABL1 on the International Scale, as far as it tells whether the response is deep (decision 0016)."""

from collections.abc import Sequence
from datetime import date

from response_criteria.model.answers import NO, YES, Answer, all_of
from response_criteria.model.facts import Transcript
from response_criteria.model.findings import Evidence
from response_criteria.model.periods import months_after
from response_criteria.results.latest import last_of
from response_criteria.rules.bands import at_most

DEEP = at_most("1")
"""% IS."""

STANDS_MONTHS = 9
"""So long a result speaks for today."""


def telling(transcripts: Sequence[Transcript]) -> tuple[Transcript, ...]:
    """Those that give a level or say that there is none; that BCR::ABL1 was detected alone tells nothing here."""
    return tuple([each for each in transcripts if each.percent_is is not None or each.detected is NO])


def is_deep(transcript: Transcript) -> Answer:
    """Whether it is at most 1% IS, or not detected."""
    return YES if transcript.percent_is is None else DEEP.holds(transcript.percent_is)


def latest_standing(transcripts: Sequence[Transcript], as_of: date) -> tuple[Transcript, ...]:
    """The latest result that tells, where it still stands: one, or several that nothing tells apart."""
    latest = last_of(telling(transcripts))
    return latest if latest and as_of <= months_after(latest[0].on.earliest, STANDS_MONTHS) else ()


def response_is_deep(transcripts: Sequence[Transcript], as_of: date) -> bool:
    """Whether the latest result stands and shows a deep response."""
    latest = latest_standing(transcripts, as_of)
    return bool(latest) and all_of(map(is_deep, latest)) is YES


def cited_transcript(transcript: Transcript) -> Evidence:
    """A result as evidence."""
    unit = "% IS" if transcript.percent_is is not None else ""
    on = transcript.on.earliest
    return Evidence(transcript.origin, "BCR::ABL1", on, transcript.percent_is, unit, transcript.reported)
