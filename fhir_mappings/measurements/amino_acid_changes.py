"""Amino-acid changes as they are written: T315I, p.(Thr315Ile)."""

import re
from collections.abc import Iterable, Iterator

# fmt: off
_LETTERS = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H",
    "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W",
    "Tyr": "Y", "Val": "V",
}
# fmt: on
"""Amino acids in three letters and in one (IUPAC)."""

_ONE = "[" + "".join(_LETTERS.values()) + "]"
_THREE = "(?:" + "|".join(_LETTERS) + ")"
_CHANGE = re.compile(rf"({_ONE})(\d{{2,4}})({_ONE})|({_THREE})(\d{{2,4}})({_THREE})", re.ASCII | re.IGNORECASE)
_SILENT = re.compile(rf"({_ONE}|{_THREE})\d{{2,4}}(?:=|\1)", re.ASCII | re.IGNORECASE)


def is_change(word: str) -> bool:
    """Whether a word is written as a change is, be it one to the same amino acid."""
    return _CHANGE.fullmatch(word) is not None


def changes_among(words: Iterable[str]) -> Iterator[str]:
    """The changes among words, in one-letter form: T315I for Thr315Ile. To the same amino acid is none."""
    for word in words:
        if written := _CHANGE.fullmatch(word):
            before, position, after = (_one_letter(each) for each in written.groups() if each)
            if before != after:
                yield f"{before}{position}{after}"


def names_a_silent_change(text: str) -> bool:
    """Whether a text names a change to the same amino acid: ``p.Thr315=``."""
    return _SILENT.search(text) is not None


def _one_letter(written: str) -> str:
    return _LETTERS.get(written.capitalize(), written.upper())
