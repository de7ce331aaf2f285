"""Molecular responses in words, such as MR4, as upper bounds in % on the International Scale (decision 0038)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from fhir_mappings.datatypes.values import StatedText, Value
from fhir_mappings.measurements.qualitative_results import find_coded_answer, normalize_text
from fhir_mappings.tables import load_table
from response_criteria.model.amounts import Amount

_TABLE = load_table("bcr_abl1")["responses"]
_NEUTRAL_WORDS = frozenset(_TABLE["neutral"])
_MAX_PERCENT = {text: Decimal(row["at_most"]) for row in _TABLE["levels"] for text in row["texts"]}
_LEVEL = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, sorted(_MAX_PERCENT, key=len, reverse=True)))})(?!\S)")
_BLANK_AFTER_MR = re.compile(r"(?<!\w)mr\s+(?=\d)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_PUNCTUATION = re.compile(r"[()]|[.,;](?=\s|$)")


def parse_response_bound(value: Value) -> Amount | None:
    """Return the bound of an answer whose texts only name one response: ``MR4``, ``MMR (MR3.0)``; else None."""
    # A coded "not detected" with the text "MMR" is a contradiction, and is excluded later.
    if not isinstance(value, StatedText) or any(find_coded_answer("presence", code) for code in value.codes):
        return None
    bounds = {bound for text in value.texts for bound in _list_bounds(text)}
    bound = bounds.pop() if len(bounds) == 1 else None
    return None if bound is None else Amount.from_comparator("<=", bound)


def _list_bounds(text: str) -> Iterator[Decimal | None]:
    """Return the bound of each response in a text; None for a text without one, and for any unknown word."""
    normalized = _DECIMAL_COMMA.sub(".", _BLANK_AFTER_MR.sub("mr", normalize_text(text)))
    normalized = _PUNCTUATION.sub(" ", normalized)
    levels = _LEVEL.findall(normalized)
    yield from (_MAX_PERCENT[level] for level in levels)
    # An unknown word may deny the response: "loss of MMR", "not in MR3".
    if not levels or not _NEUTRAL_WORDS.issuperset(_LEVEL.sub(" ", normalized).split()):
        yield None
