"""What the packet needs and only the source has: fingerprint, boundaries that the tests specify, open questions.

``scripts/write_handbook.py`` writes it to ``material.json``.
"""

from functools import cache
from importlib.resources import files

import msgspec

FILE = "material.json"


class Boundary(msgspec.Struct, frozen=True):
    """A claim about a boundary of a criterion, and the status on each side of it, in order."""

    claim: str
    statuses: str


class Question(msgspec.Struct, frozen=True):
    """An open question, what the service does until it is answered, and who could answer it."""

    question: str
    until_answered: str
    specialist: str


class Material(msgspec.Struct, frozen=True):
    """The fingerprint of the edition (SHA-256), boundaries by the id of their criterion, and the open questions."""

    fingerprint: str
    boundaries: dict[str, list[Boundary]]
    questions: list[Question]


@cache
def load_material() -> Material:
    """Load the material of this version."""
    return msgspec.json.decode((files("cds_service.governance.review_packet") / FILE).read_bytes(), type=Material)
