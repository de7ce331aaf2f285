"""What a text about mutations of ABL1 says of the changes that it names (decision 0038).

The words are those of ``tables/mutation_words.toml``.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import NamedTuple

from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.values import Said
from fhir_mappings.measurements.amino_acid_changes import changes_among, is_change
from fhir_mappings.measurements.qualitative_results import answer_of, folded
from fhir_mappings.tables import table
from response_criteria.model.answers import Answer

_TABLE = table("mutation_words")
_KNOWN = _TABLE["known"]


class _Text(NamedTuple):
    """The changes that a text names, its other words in their order, and whether it states a share of the reads."""

    changes: tuple[str, ...]
    others: tuple[str, ...]
    states_a_share: bool


def changes_told(said: Said) -> tuple[str, ...]:
    """The changes that an answer names as present, by its words and by its codes. Raises Unusable."""
    coded = {answer for each in said.codes if (answer := answer_of("presence", each))}
    text = _read(" ".join(said.texts))
    if coded == {Answer.NO} and not said.texts:
        return ()
    changes = _present(text, called_present=coded == {Answer.YES})
    if (coded == {Answer.NO} and changes and _holds("there", text)) or (coded == {Answer.YES} and not changes):
        raise Unusable("its answer and its words disagree")
    return () if coded == {Answer.NO} else changes  # what was looked for, and not found


def changes_written(text: str) -> tuple[str, ...]:
    """The changes that a text names, whatever it says of them."""
    return _read(text).changes


def only_says_there(said: Said) -> bool:
    """Whether an answer says that something is there and does not name it: a bare "detected"."""
    text = _read(" ".join(said.texts))
    return bool(text.others) and not text.changes and all(map(_pattern("there").fullmatch, text.others))


def _present(text: _Text, *, called_present: bool) -> tuple[str, ...]:
    """The changes that a text names as present; none where it says that there are none. Raises Unusable otherwise."""
    if _is_absence(text):
        return ()
    if text.changes and (_is_known(text) or _cannot_be_absent(text, called_present=called_present)):
        return text.changes
    raise Unusable("its text cannot be read for certain as amino-acid changes, or as their absence")


def _is_absence(text: _Text) -> bool:
    """Whether it plainly says that its one change was not found, or, without naming any, that there are none."""
    said = [each for each in text.others if each not in _KNOWN["beside"]]
    if text.changes:
        return len(text.changes) == 1 and " ".join(said) in _KNOWN["not_this"]
    known = {*_TABLE["there"]["English"], *_KNOWN["none"]}
    return known.issuperset(said) and not set(_KNOWN["none"]).isdisjoint(said)


def _is_known(text: _Text) -> bool:
    """Whether every word only says that what is named is there."""
    return {*_KNOWN["beside"], *_TABLE["there"]["English"]}.issuperset(text.others)


def _cannot_be_absent(text: _Text, *, called_present: bool) -> bool:
    """Whether its words, known or not, leave it open only in which way the changes are present."""
    if any(_holds(each, text) for each in ("absence", "doubt", "other_genes")):
        return False
    shares = text.states_a_share and not _holds("limits", text)
    return not _holds("tested", text) or called_present or shares or _holds("there", text)


def _holds(kind: str, text: _Text) -> bool:
    return _pattern(kind).search(" ".join(text.others)) is not None


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """Any of the words and phrases of one kind, in every language of the table."""
    listed: Iterable[str] = chain.from_iterable(_TABLE[kind].values())
    words = (r"\w*".join(map(re.escape, folded(each).split("*"))) for each in listed)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


# --- the words of a text ----------------------------------------------------------------------------------------------

_REFERENCE = re.compile(
    r"\b(?:[nx][pmrgc]_|ens[a-z]{1,4}|lrg_)\d+(?:[pt]\d+)?(?:\.\d+)?|\bc\.\d+[acgt]>[acgt]\b", re.ASCII
)
"""What HGVS writes around a protein change: the sequence that it is counted on, and the change of the DNA."""
_SHARE = re.compile(r"(?:vaf\s*[:=]?\s*)?(?<![<>≤≥~\d.,])(?<![<>≤≥~]\s)(\d{1,3}(?:[.,]\d{1,4})?)\s*%", re.ASCII)
_SIGNS = (
    (re.compile(r"\(\s*[-−–]\s*\)|[\s:][-−–]\s*(?=$|[,;])"), " negative "),
    (re.compile(r"(?<=\w)[-−–]\s*$"), " unclear "),  # a minus, or the hyphen of a word that was cut off
    (re.compile(r"\(\s*\+\s*\)"), " positive "),
    (re.compile(r"[<≤]"), " below "),
    (re.compile(r"(?<![\w.,])(?<!\d:)0+(?:[.,]0+)?(?!\w|[.,:]\d)", re.ASCII), " unclear "),  # none of the reads
)
_WORD = re.compile(r"[^\W_]+|\*")


def _read(written: str) -> _Text:
    """The words of a text. A sign is the word that it stands for; a share above 0 adds nothing to what is named."""
    text = _REFERENCE.sub(" ", folded(written).replace("’", "'"))
    for sign, word in _SIGNS:
        text = sign.sub(word, text)
    without_shares = _SHARE.sub(_without, text)
    words = _WORD.findall(_pattern("aside").sub(" ", " ".join(without_shares.split())))
    others = tuple(each for each in words if not is_change(each))
    return _Text(_once(words), others, without_shares != text)


def _without(share: re.Match[str]) -> str:
    return " " if Decimal(share[1].replace(",", ".")) else share[0]


def _once(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(changes_among(words)))
