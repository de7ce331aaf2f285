"""The canonical form of an assessment, and the digest by which two runs are compared."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from cds_service import decimal_json

# Keys are the site's own, and the report repeats in words what the rest says.
_LEFT_OUT = frozenset({"report", "findingKey", "evidenceKey"})
# Lists whose order says nothing: references, and what was excluded or not read.
_UNORDERED = frozenset({"references", "evidence", "setAside", "unread"})


def encode_canonically(document: Mapping[str, Any]) -> bytes:
    """Encode an assessment document as canonical JSON: sorted keys, sorted references, no report and no keys."""
    return _encode(_arrange(document))


def digest_assessment(document: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of a canonical assessment."""
    return sha256(encode_canonically(document)).digest()


def digest_all(digests: Iterable[bytes]) -> str:
    """Return the digest of a population: the SHA-256 over the sorted digests of its assessments, in hexadecimal."""
    return sha256(b"".join(sorted(digests))).hexdigest()


def _encode(value: Any) -> bytes:
    return decimal_json.encode_utf8(decimal_json.write(value))


def _arrange(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _arrange_member(name, value[name]) for name in sorted(value) if name not in _LEFT_OUT}
    return [_arrange(item) for item in value] if isinstance(value, list) else value


def _arrange_member(name: str, value: Any) -> Any:
    arranged = _arrange(value)
    return sorted(arranged, key=_encode) if name in _UNORDERED and isinstance(arranged, list) else arranged
