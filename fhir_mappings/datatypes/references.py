"""FHIR references: which resource they name, and where it is in a chart."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from fhir_mappings.datatypes.json_access import MAX_TEXT_LENGTH, Element

_REFERENCE = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+)/([^/?#|\s]+)(?:/_history/[^/?#|\s]+)?")
_INDEXED_TYPES = frozenset({"Condition", "Medication", "Specimen", "Substance"})


class ReferenceTarget(NamedTuple):
    """The resource that a reference names, whatever its server and its version."""

    type: str
    id: str


def parse_reference(reference: str) -> ReferenceTarget | None:
    """Return the type and id of a relative, absolute or versioned reference; None if it has none."""
    parts = _REFERENCE.fullmatch(reference) if len(reference) <= MAX_TEXT_LENGTH else None
    return ReferenceTarget(parts[1], parts[2]) if parts else None


class ChartEntry:
    """A resource as received, with the ``fullUrl`` by which others may refer to it.

    ``type`` and ``id`` are those of the resource; each is empty if it has none.
    """

    __slots__ = ("full_url", "id", "resource", "type")

    # No dataclass: a chart has thousands of entries, and most are dismissed by their type or code.
    def __init__(self, resource: Element, full_url: str = "") -> None:
        resource_type, resource_id = resource.get("resourceType"), resource.get("id")
        self.resource = resource
        self.full_url = full_url
        self.type = resource_type if isinstance(resource_type, str) else ""
        # An id that is not ASCII is none (FHIR R4), and half a surrogate pair in it could not be sent back.
        self.id = resource_id if isinstance(resource_id, str) and resource_id.isascii() else ""

    @property
    def target(self) -> ReferenceTarget | None:
        """Its own type and id; None if it has no id."""
        return ReferenceTarget(self.type, self.id) if self.type and self.id else None


class UnparsedResult(Protocol):
    """An Observation with an id and without a known code, whose JSON is parsed only on demand."""

    @property
    def id(self) -> str:
        """Its id; never empty."""

    @property
    def full_url(self) -> str:
        """The ``fullUrl`` of its entry; empty if it has none."""

    def parse(self) -> ChartEntry:
        """Return it as a chart entry."""


class ReferenceIndex:
    """The conditions, medications and specimens of a chart, found by any reference to them."""

    def __init__(self, entries: Iterable[ChartEntry]) -> None:
        self._by_name: dict[str | ReferenceTarget, Element] = {}
        for entry in entries:
            if entry.type in _INDEXED_TYPES:
                names = (entry.full_url, entry.target)
                self._by_name.update({name: entry.resource for name in names if name})

    def find(self, reference: str, holder: Element) -> Element | None:
        """Return the resource that a reference of ``holder`` names, contained in it or in the chart; None if absent."""
        if reference.startswith("#"):
            return _find_contained(holder, reference[1:])
        target = parse_reference(reference)
        return self._by_name.get(reference) or (self._by_name.get(target) if target else None)


def _find_contained(holder: Element, local_id: str) -> Element | None:
    contained = holder.get("contained")
    resources = contained if isinstance(contained, list) else []
    return next(
        (resource for resource in resources if isinstance(resource, Mapping) and resource.get("id") == local_id), None
    )
