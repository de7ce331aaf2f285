"""The names of the disease and of its phases in free text (``tables/conditions.toml``).

A text never establishes a disease; it tells that a Condition may be about it (decision 0054).
"""

import re
from collections.abc import Iterable, Iterator

from fhir_mappings.tables import load_table
from response_criteria.model.diagnoses import Phase


def is_disease_named(texts: Iterable[str]) -> bool:
    """Whether a text names chronic myeloid leukemia."""
    return any(_DISEASE_NAME.search(text) for text in texts if _may_name(_DISEASE_STEMS, text))


def is_disease_negated(texts: Iterable[str]) -> bool:
    """Whether a text denies chronic myeloid leukemia, or names it of a relative or as another disease."""
    return any(_NEGATED_NAME.search(text) for text in texts if _may_name(_DISEASE_STEMS, text))


def find_phases(texts: Iterable[str]) -> Iterator[Phase]:
    """Return the advanced phases that a text names as present."""
    # Only advanced phases are read from text: text may withhold a dose escalation, never support one (decision 0038).
    for text in texts:
        if _may_name(_PHASE_STEMS, text) and not _NOT_CURRENT.search(text):
            yield from (phase for phase, name in _PHASE_NAMES.items() if name.search(text))


def _may_name(stems: tuple[str, ...], text: str) -> bool:
    # Looking for a few stems is many times faster than for all names, and most texts of a chart have none.
    folded = text.lower()
    return any(stem in folded for stem in stems)


def _match_any(names: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, names))})"


_TABLE = load_table("conditions")
_DISEASE_STEMS: tuple[str, ...] = tuple(_TABLE["disease_stems"])
_PHASE_STEMS: tuple[str, ...] = tuple({name.split()[0] for names in _TABLE["phase_names"].values() for name in names})
_NEGATIONS = _TABLE["negations"]
_NAMES = _match_any(_TABLE["disease_names"])
_DISEASE_NAME = re.compile(rf"\b{_NAMES}\b|{_match_any(_TABLE['disease_names_anywhere'])}", re.IGNORECASE)
_NEGATED_NAME = re.compile(
    rf"\b{_match_any(_NEGATIONS['before'])}\s+{_NAMES}\b|\b{_NAMES}\s+{_match_any(_NEGATIONS['after'])}\b",
    re.IGNORECASE,
)
_PHASE_NAMES = {
    Phase(phase): re.compile(rf"\b{_match_any(names)}\b", re.IGNORECASE)
    for phase, names in _TABLE["phase_names"].items()
}
_NOT_CURRENT = re.compile(rf"\?|\b{_match_any(_TABLE['not_current']['words'])}\b", re.IGNORECASE)
