"""What of an assessment document leaves the run: by default no id of a resource, and no words of the chart."""

from collections.abc import Mapping
from typing import Any

# By the names of the members of the document. Our own sentences repeat words of the chart, so they count as words.
WORDS = frozenset({"text", "reason", "reported", "report", "what"})
IDS = frozenset({"report", "reference", "references", "findingKey", "evidenceKey"})
_CITING = "evidence"  # a list of references, but for the one list of the pieces of evidence themselves


def deidentify(document: Mapping[str, Any], pseudonym: str, *, with_words: bool, with_ids: bool) -> dict[str, Any]:
    """Return a copy of a document under the pseudonym of its patient, or with ids and words as asked for."""
    left_out = (frozenset() if with_words else WORDS) | (frozenset() if with_ids else IDS)
    kept = _keep(document, left_out, with_ids=with_ids)
    return kept if with_ids else {**kept, "subject": f"Patient/{pseudonym}"}


def _keep(value: Any, left_out: frozenset[str], *, with_ids: bool) -> Any:
    if isinstance(value, Mapping):
        return {
            name: _keep(member, left_out, with_ids=with_ids)
            for name, member in value.items()
            if name not in left_out and (with_ids or not _is_citing(name, member))
        }
    return [_keep(item, left_out, with_ids=with_ids) for item in value] if isinstance(value, list) else value


def _is_citing(name: str, value: Any) -> bool:
    return name == _CITING and isinstance(value, list) and any(isinstance(item, str) for item in value)
