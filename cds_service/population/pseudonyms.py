"""Names of patients in the output: a keyed hash of the id, so that nobody without the key can find the patient."""

import hmac
import secrets
from hashlib import sha256
from pathlib import Path

from cds_service.population.errors import PopulationError

MIN_KEY_BYTES = 32
_LENGTH = 24  # hexadecimal digits: 96 bits, so that no two patients of a country share a name


class UnusableKeyError(PopulationError):
    """The file of the key cannot be used. The message never has the key."""


def read_key(path: Path) -> bytes:
    """Read the key of the pseudonyms. Raises UnusableKeyError."""
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise UnusableKeyError(f"{path}: the key cannot be read ({error.strerror})") from None
    if len(key) < MIN_KEY_BYTES:
        raise UnusableKeyError(f"{path}: the key has {len(key)} bytes, and needs {MIN_KEY_BYTES} or more")
    return key


def make_key() -> bytes:
    """Make a key for one run."""
    return secrets.token_bytes(MIN_KEY_BYTES)


def make_pseudonym(key: bytes, patient_id: str) -> str:
    """Return the name of a patient in the output."""
    return hmac.new(key, patient_id.encode("utf-8", "surrogatepass"), sha256).hexdigest()[:_LENGTH]
