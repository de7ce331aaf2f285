"""Molecular responses in words, as the bounds on the International Scale that they stand for (decision 0038)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from fhir_mappings.datatypes.values import Said, Value
from fhir_mappings.measurements.qualitative_results import answer_of, plain
from fhir_mappings.tables import table
from response_criteria.model.amounts import Amount

_TABLE = table("transcripts")["responses"]
_AT_MOST = {said: Decimal(row["at_most"]) for row in _TABLE["levels"] for said in row["said"]}
_LEVEL = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, sorted(_AT_MOST, key=len, reverse=True)))})(?!\S)")
_BLANK_WITHIN = re.compile(r"(?<!\w)mr\s+(?=\d)")
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_MARKS = re.compile(r"[()]|[.,;](?=\s|$)")


def response_bound(value: Value) -> Amount | None:
    """At most so much % IS, where every text of an answer only names one response: ``MR4``, ``MMR (MR3.0)``."""
    if not isinstance(value, Said) or any(answer_of("presence", each) for each in value.codes):
        return None
    bounds = {bound for each in value.texts for bound in _bounds(each)}
    bound = bounds.pop() if len(bounds) == 1 else None
    return None if bound is None else Amount.compared("<=", bound)


def _bounds(text: str) -> Iterator[Decimal | None]:
    """What each response that a text names stands for; None where it names none, or any other word may deny it."""
    written = _MARKS.sub(" ", _COMMA.sub(".", _BLANK_WITHIN.sub("mr", plain(text))))
    named = _LEVEL.findall(written)
    yield from (_AT_MOST[each] for each in named)
    if not named or not set(_TABLE["beside"]).issuperset(_LEVEL.sub(" ", written).split()):
        yield None
