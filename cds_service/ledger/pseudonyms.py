"""Pseudonyms: keyed hashes in place of ids, so that the ledger names nobody (decision 0160).

Who has the ledger but no key cannot find a patient in it, even by trying every id. Deleting an old key makes its rows
anonymous for good.
"""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from cds_service.ledger.errors import PseudonymKeysError
from cds_service.ledger.tables import PSEUDONYM_LENGTH

SHORTEST_KEY = 32
"""Bytes."""
LONGEST_ID = 80


class Person(NamedTuple):
    """Somebody as a client names them: the issuer of the client, the tenant (empty for none), and the id."""

    issuer: str
    tenant: str
    id: str


@dataclass(frozen=True, slots=True)
class PseudonymKey:
    """A key with its name, which stands in each row that was written with it."""

    id: str
    secret: bytes = field(repr=False)

    def make_pseudonym(self, kind: str, *parts: str) -> str:
        """Return the pseudonym of ``parts``. ``kind`` keeps a patient and a user of the same id apart."""
        # As JSON, so that no two lists of parts are written alike.
        message = json.dumps([kind, *parts]).encode()
        return hmac.digest(self.secret, message, "sha256").hex()[:PSEUDONYM_LENGTH]


def parse_pseudonym_keys(text: str) -> tuple[PseudonymKey, ...]:
    """Parse a list of ``id:key``, separated by blanks or commas: the first writes, all read.

    Raises PseudonymKeysError, which never repeats a key.
    """
    keys = tuple(_parse_key(entry, number) for number, entry in enumerate(text.replace(",", " ").split(), 1))
    ids = [key.id for key in keys]
    if len(set(ids)) < len(ids):
        raise PseudonymKeysError("two keys have the same id")
    return keys


def read_pseudonym_keys(text: str, file: str) -> tuple[PseudonymKey, ...]:
    """Parse the keys of a setting, or of the file that it names. Raises PseudonymKeysError."""
    if text and file:
        raise PseudonymKeysError("give the keys either themselves or as a file, not both")
    try:
        return parse_pseudonym_keys(Path(file).read_text("utf-8") if file else text)
    except (OSError, UnicodeDecodeError):
        raise PseudonymKeysError("the file of the keys cannot be read") from None


def list_pseudonyms(keys: Sequence[PseudonymKey], kind: str, *parts: str) -> tuple[str, ...]:
    """Return the pseudonyms of ``parts`` by every key: a search finds the rows of old keys too."""
    return tuple(key.make_pseudonym(kind, *parts) for key in keys)


def _parse_key(entry: str, number: int) -> PseudonymKey:
    key_id, colon, secret = entry.partition(":")
    if not colon or not 0 < len(key_id) <= LONGEST_ID:
        raise PseudonymKeysError(f"entry {number} is not id:key")
    if len(secret.encode()) < SHORTEST_KEY:
        raise PseudonymKeysError(f"the key {key_id} has fewer than {SHORTEST_KEY} bytes")
    return PseudonymKey(key_id, secret.encode())
