"""What a text about ABL1 mutations says of the amino-acid changes that it names (decision 0038).

The words are those of ``tables/mutation_words.toml``.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import NamedTuple

from fhir_mappings.datatypes.values import StatedText
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements.qualitative_results import find_coded_answer, fold_accents
from fhir_mappings.measurements.texts.amino_acid_changes import find_changes, is_amino_acid_change
from fhir_mappings.tables import load_table
from response_criteria.model.answers import Answer

_TABLE = load_table("mutation_words")
_KNOWN = _TABLE["known"]


class _MutationText(NamedTuple):
    """The changes that a text names, its other words in order, and whether it states a share of the reads."""

    changes: tuple[str, ...]
    other_words: tuple[str, ...]
    states_share: bool


def parse_present_changes(answer: StatedText) -> tuple[str, ...]:
    """Return the changes that an answer names as present, by text and codes.

    Raises UnusableDataError if that is not clear.
    """
    coded_answers = {code for coding in answer.codes if (code := find_coded_answer("presence", coding))}
    is_coded_present, is_coded_absent = coded_answers == {Answer.YES}, coded_answers == {Answer.NO}
    text = _parse(" ".join(answer.texts))
    if is_coded_absent and not answer.texts:
        return ()
    changes = _list_present(text, is_coded_present=is_coded_present)
    contradicts_absence = is_coded_absent and changes and _has_word("presence", text)
    if contradicts_absence or (is_coded_present and not changes):
        raise UnusableDataError("its coded answer and its text disagree")
    # With a coded "not detected", a change that the text names is what was tested.
    return () if is_coded_absent else changes


def states_no_change(answer: StatedText) -> bool:
    """Whether an answer says that no change was found, of whatever residue. Raises UnusableDataError if not clear."""
    # "T315I not detected" is about one residue: another change may be there.
    return not parse_present_changes(answer) and not _parse(" ".join(answer.texts)).changes


def parse_named_changes(text: str) -> tuple[str, ...]:
    """Return the changes that a text names, present or not."""
    return _parse(text).changes


def is_bare_detection(answer: StatedText) -> bool:
    """Whether an answer says "detected" without naming a change."""
    text = _parse(" ".join(answer.texts))
    is_presence = _compile_words("presence").fullmatch
    return bool(text.other_words) and not text.changes and all(map(is_presence, text.other_words))


def names_absence(text: str) -> bool:
    """Whether a text has a word of absence, in any language of the table."""
    return _has_word("absence", _parse(text))


def names_doubt(text: str) -> bool:
    """Whether a text has a word of doubt, in any language of the table."""
    return _has_word("doubt", _parse(text))


def has_phrase(phrases: Iterable[str], text: str) -> bool:
    """Whether a text has one of some phrases; in a phrase "*" stands for any ending."""
    return _compile_phrases(tuple(phrases)).search(" ".join(_WORD.findall(fold_accents(text)))) is not None


def _list_present(text: _MutationText, *, is_coded_present: bool) -> tuple[str, ...]:
    if _states_absence(text):
        return ()
    if text.changes and (_states_only_presence(text) or _cannot_be_absent(text, is_coded_present=is_coded_present)):
        return text.changes
    raise UnusableDataError("its text does not clearly say which mutations are present or absent")


def _states_absence(text: _MutationText) -> bool:
    """Whether every word is known and says that the one change, or any change, is absent."""
    words = [word for word in text.other_words if word not in _KNOWN["neutral"]]
    if text.changes:
        return len(text.changes) == 1 and " ".join(words) in _KNOWN["not_found"]
    known = {*_TABLE["presence"]["English"], *_KNOWN["none"]}
    return known.issuperset(words) and not set(_KNOWN["none"]).isdisjoint(words)


def _states_only_presence(text: _MutationText) -> bool:
    """Whether every word is known and only says that the changes are present."""
    return {*_KNOWN["neutral"], *_TABLE["presence"]["English"]}.issuperset(text.other_words)


# A mutation only ever withholds a dose escalation. So a text with unknown words still counts as naming one that is
# present, unless a word of absence, doubt or another gene is in it, or it only lists what was tested.
def _cannot_be_absent(text: _MutationText, *, is_coded_present: bool) -> bool:
    if any(_has_word(kind, text) for kind in ("absence", "doubt", "other_genes")):
        return False
    has_measured_share = text.states_share and not _has_word("limits", text)
    return not _has_word("tested", text) or is_coded_present or has_measured_share or _has_word("presence", text)


def _has_word(kind: str, text: _MutationText) -> bool:
    return _compile_words(kind).search(" ".join(text.other_words)) is not None


@cache
def _compile_words(kind: str) -> re.Pattern[str]:
    """Return a pattern for the words and phrases of one kind, in every language of the table."""
    return _compile_phrases(tuple(chain.from_iterable(_TABLE[kind].values())))


@cache
def _compile_phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    patterns = (r"\w*".join(map(re.escape, fold_accents(phrase).split("*"))) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


# --- the words of a text ----------------------------------------------------------------------------------------------

# HGVS around a protein change: its reference sequence, and the DNA change.
_HGVS_CONTEXT = re.compile(
    r"\b(?:[nx][pmrgc]_|ens[a-z]{1,4}|lrg_)\d+(?:[pt]\d+)?(?:\.\d+)?|\bc\.\d+[acgt]>[acgt]\b", re.ASCII
)
_SHARE = re.compile(r"(?:vaf ?[:=]? ?)?(?<![<>≤≥~\d.,])(?<![<>≤≥~]\s)(\d{1,3}(?:[.,]\d{1,4})?) ?%", re.ASCII)
_SYMBOLS = (
    (re.compile(r"\( ?[-−–] ?\)|[ :][-−–] ?(?=$|[,;])"), " negative "),
    (re.compile(r"(?<=\w)[-−–]$"), " unclear "),  # a minus, or the hyphen of a truncated word
    (re.compile(r"\( ?\+ ?\)"), " positive "),
    (re.compile(r"[<≤]"), " below "),
    (re.compile(r"(?<![\w.,])(?<!\d:)0+(?:[.,]0+)?(?!\w|[.,:]\d)", re.ASCII), " unclear "),  # 0% of the reads
)
_WORD = re.compile(r"[^\W_]+|\*")


def _parse(text: str) -> _MutationText:
    # One blank for any run of them, so that no pattern needs to repeat blanks: with "\\s*" twice in a row, a text of
    # blanks costs the square of its length (decision 0071).
    text = " ".join(fold_accents(text).replace("’", "'").split())
    text = _HGVS_CONTEXT.sub(" ", text)
    for symbol, word in _SYMBOLS:
        text = symbol.sub(word, text)
    without_shares = _SHARE.sub(_remove_positive_share, text)
    words = _WORD.findall(_compile_words("ignored").sub(" ", " ".join(without_shares.split())))
    other_words = tuple(word for word in words if not is_amino_acid_change(word))
    return _MutationText(_list_changes(words), other_words, without_shares != text)


def _remove_positive_share(share: re.Match[str]) -> str:
    return " " if Decimal(share[1].replace(",", ".")) else share[0]


def _list_changes(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(find_changes(words)))
