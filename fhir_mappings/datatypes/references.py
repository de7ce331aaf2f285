"""FHIR references: which resource they name, and where it is in a chart."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from fhir_mappings.datatypes.json_access import Element

_WRITTEN = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+)/([^/?#|\s]+)(?:/_history/[^/?#|\s]+)?")
_LOOKED_UP = frozenset({"Condition", "Medication", "Specimen"})


class Target(NamedTuple):
    """What a reference names: the server and the version do not count."""

    type: str
    id: str


def target(reference: str) -> Target | None:
    """The type and id in a relative, absolute or versioned reference; None where it carries none."""
    written = _WRITTEN.fullmatch(reference)
    return Target(written[1], written[2]) if written else None


class ChartEntry:
    """A resource as it came, and the ``fullUrl`` by which others may refer to it.

    ``type`` and ``id`` are its own, read when it is made: a chart has thousands, and goes on to mind only some.
    Each is empty where it has none.
    """

    __slots__ = ("full_url", "id", "resource", "type")

    def __init__(self, resource: Element, full_url: str = "") -> None:
        kind, named = resource.get("resourceType"), resource.get("id")
        self.resource = resource
        self.full_url = full_url
        self.type = kind if isinstance(kind, str) else ""
        self.id = named if isinstance(named, str) else ""

    @property
    def target(self) -> Target | None:
        """Its own type and id; None where it has no id."""
        return Target(self.type, self.id) if self.type and self.id else None


class Unopened(Protocol):
    """An Observation with no code of ours and a name of its own, that is read only when somebody asks for it."""

    @property
    def id(self) -> str:
        """Its own; never empty."""

    @property
    def full_url(self) -> str:
        """As of any other entry."""

    def opened(self) -> ChartEntry:
        """The entry as any other."""


class Shelf:
    """The conditions, medications and specimens of a chart, found by any reference to them."""

    def __init__(self, entries: Iterable[ChartEntry]) -> None:
        self._by_name: dict[str | Target, Element] = {}
        for entry in entries:
            if entry.type in _LOOKED_UP:
                names = (entry.full_url, entry.target)
                self._by_name.update({name: entry.resource for name in names if name})

    def find(self, reference: str, holder: Element) -> Element | None:
        """The resource that a reference names: contained in its ``holder``, or in the chart."""
        if reference.startswith("#"):
            return _contained(holder, reference[1:])
        named = target(reference)
        return self._by_name.get(reference) or (self._by_name.get(named) if named else None)


def _contained(holder: Element, local_id: str) -> Element | None:
    inside = holder.get("contained")
    resources = inside if isinstance(inside, list) else []
    return next((each for each in resources if isinstance(each, Mapping) and each.get("id") == local_id), None)
