"""Prose after an ISCN expression, as laboratories print it (decision 0104).

    46,XY[20]. Normal male karyotype; no evidence of t(9;22).

The expression ends with the last number of cells in brackets. It is read unless the words may say something else: with
other numbers, with a Philadelphia chromosome that the expression does not have (or the reverse), or with a reservation.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements.texts.iscn import MAX_LENGTH, IscnAnalysis, parse_iscn
from fhir_mappings.measurements.texts.mutation_text import has_phrase, names_absence, names_doubt
from fhir_mappings.tables import load_table

OTHER_NUMBERS = "the words after its ISCN expression have other numbers than the expression"
SAYS_OTHERWISE = "the words after its ISCN expression contradict it about the Philadelphia chromosome"
RESERVATION = "the words after its ISCN expression may qualify it"

_BLANKS = re.compile(r"\s+")
# Every run of blanks is one here: a pattern that repeats blanks several times in a row costs a power of their number.
_EDITION = r"\(?\s?ISCN\s?(?:19|20)[0-9]{2}\s?\)?"
# A blank and a word, or a full stop: what goes on otherwise, such as with "/" or ".ish", is part of the expression.
_END = re.compile(rf"\s?(?:{_EDITION})?(?:\s?[.;,:–-]\s|\s)\s?(?:{_EDITION})?[\s.]*(?=[^\W\d_])(?!nuc|ish)")
_NOTATION = re.compile(
    r"\(\s*\d{1,2}\s*;\s*\d{1,2}\s*\)|\b(?:\d{1,2}|[XY])[pq]\d{0,2}(?:\.\d{1,2})?|\([\dpq.;\s]{1,40}\)", re.ASCII
)
_NUMBER = re.compile(r"(?<!\w)\d+(?:[.,]\d+)?", re.ASCII)
_SENTENCE_END = re.compile(r"[.;]\s|\n")
_PHILADELPHIA = re.compile(r"t\(9;\s?22|phil+adel|филадельф|\bph1?\b|\bbcr|\babl", re.IGNORECASE)
_CLONE_CELLS = re.compile(r"\[(\d+)", re.ASCII)


def split_prose(text: str) -> str:
    """Return the expression of a text without the prose after it. Raises UnusableDataError if that may say otherwise.

    A text without prose is returned as it is.
    """
    end = text.rfind("]") + 1
    words = _BLANKS.sub(_fold_blanks, text[end:])
    found = _END.match(words) if end and len(text) <= MAX_LENGTH else None
    if found is None:
        return text
    expression, prose = text[:end], words[found.end() :]
    for analysis in parse_iscn(expression):
        _require_agreement(analysis, expression, prose)
    return expression


def _fold_blanks(run: re.Match[str]) -> str:
    return "\n" if "\n" in run[0] else " "  # a line break ends a sentence


def _require_agreement(analysis: IscnAnalysis, expression: str, prose: str) -> None:
    if names_doubt(prose) or has_phrase(load_table("cytogenetics")["prose"]["reservations"], prose):
        raise UnusableDataError(RESERVATION)
    if not _list_numbers(prose) <= _list_known_numbers(analysis, expression):
        raise UnusableDataError(OTHER_NUMBERS)
    if any(names_absence(sentence) is bool(analysis.positive) for sentence in _find_mentions(prose)):
        raise UnusableDataError(SAYS_OTHERWISE)


def _list_numbers(prose: str) -> set[Decimal]:
    return {Decimal(number.replace(",", ".")) for number in _NUMBER.findall(_NOTATION.sub(" ", prose))}


def _list_known_numbers(analysis: IscnAnalysis, expression: str) -> set[Decimal]:
    """Return the numbers of cells that an expression states, their sums and the share of positive ones in %."""
    clones = map(Decimal, _CLONE_CELLS.findall(expression))
    normal = analysis.cells - analysis.positive
    share = 100 * Decimal(analysis.positive) / analysis.cells
    counts = map(Decimal, (analysis.positive, analysis.cells, normal))
    return {*clones, *counts, share, round(share, 0), round(share, 1)}


def _find_mentions(prose: str) -> Iterator[str]:
    """Return the sentences about the Philadelphia chromosome or its gene."""
    return (sentence for sentence in _SENTENCE_END.split(prose) if _PHILADELPHIA.search(sentence))
