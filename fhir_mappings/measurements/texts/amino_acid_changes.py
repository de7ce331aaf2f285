"""Amino-acid changes as they are written: T315I, p.(Thr315Ile)."""

import re
from collections.abc import Iterable, Iterator

# Amino acids in three letters and in one (IUPAC).
# fmt: off
_LETTERS = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H",
    "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W",
    "Tyr": "Y", "Val": "V",
}
# fmt: on

_ONE_LETTER = "[" + "".join(_LETTERS.values()) + "]"
_THREE_LETTERS = "(?:" + "|".join(_LETTERS) + ")"
_CHANGE = re.compile(
    rf"({_ONE_LETTER})(\d{{2,4}})({_ONE_LETTER})|({_THREE_LETTERS})(\d{{2,4}})({_THREE_LETTERS})",
    re.ASCII | re.IGNORECASE,
)
_SILENT_CHANGE = re.compile(rf"({_ONE_LETTER}|{_THREE_LETTERS})\d{{2,4}}(?:=|\1)", re.ASCII | re.IGNORECASE)


def is_amino_acid_change(word: str) -> bool:
    """Whether a word has the form of an amino-acid change, silent ones included."""
    return _CHANGE.fullmatch(word) is not None


def find_changes(words: Iterable[str]) -> Iterator[str]:
    """Return the changes among words in one-letter form, such as T315I for Thr315Ile; silent ones are left out."""
    for word in words:
        if change := _CHANGE.fullmatch(word):
            before, position, after = (_to_one_letter(group) for group in change.groups() if group)
            if before != after:
                yield f"{before}{position}{after}"


def has_silent_change(text: str) -> bool:
    """Whether a text names a change to the same amino acid: ``p.Thr315=``."""
    return _SILENT_CHANGE.search(text) is not None


def _to_one_letter(amino_acid: str) -> str:
    return _LETTERS.get(amino_acid.capitalize(), amino_acid.upper())
