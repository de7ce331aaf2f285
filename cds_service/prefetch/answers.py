"""What a client sent under a prefetch key, and what a page of a FHIR search holds: each judged by itself.

The specification lets a client leave keys out, send ``null`` or an empty Bundle for "looked, found none", an
OperationOutcome for "tried and failed", and the first of several pages. None of these is the same as another
(decision 0040).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cds_service.errors import FhirR4Needed
from cds_service.prefetch.keys import PrefetchKey
from fhir_mappings.datatypes.json_access import NOTHING
from fhir_mappings.datatypes.references import ChartEntry, Target, Unopened

BEFORE_R3 = "MedicationOrder"
"""How an order for a drug was called before FHIR R3."""

ERRORS = frozenset({"error", "fatal"})
HOLDING_BACK = frozenset({"incomplete", "suppressed", "timeout", "throttled", "too-costly"})
"""Codes of FHIR's issue-type that mean, at any severity, that results are missing."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, be it an empty one, or as much of it as was given: ``following`` links to the next page, if any.

    ``held_back`` says what may be lacking although it is whole; ``unopened`` are further entries, about something else.
    ``itself`` is the link of a search to itself: by it the server tells the name that it knows itself by. ``repeated``
    is how many entries hold what another holds already.
    """

    entries: tuple[ChartEntry, ...] = ()
    following: str = ""
    total: int = 0
    unreadable: int = 0
    held_back: str = ""
    unopened: tuple[Unopened, ...] = ()
    itself: str = ""
    repeated: int = 0

    def and_then(self, later: "Page") -> "Page":
        """This page and the one that follows it, as one."""
        return Page(
            self.entries + later.entries,
            later.following,
            max(self.total, later.total),
            self.unreadable + later.unreadable,
            self.held_back or later.held_back,
            self.unopened + later.unopened,
        )

    def beside(self, other: "Page") -> "Page":
        """This answer and another one, to a further part of the question, as one."""
        return Page(
            self.entries + other.entries,
            "",
            self.total + other.total,
            self.unreadable + other.unreadable,
            self.held_back or other.held_back,
            self.unopened + other.unopened,
            repeated=self.repeated + other.repeated,
        )

    def counted(self) -> "Page":
        """With what several pages hold counted once: where one shifts into the next, another result is on neither."""
        distinct = {each.target or each for each in self.entries}
        distinct |= {Target("Observation", each.id) for each in self.unopened}
        return replace(self, repeated=len(self.entries) + len(self.unopened) - len(distinct))

    @property
    def short_of(self) -> str:
        """What is known to be lacking; empty if nothing is."""
        if self.unreadable:
            return f"entries that are not FHIR resources: {self.unreadable}"
        held = len(self.entries) + len(self.unopened) - self.repeated
        return f"it counts {self.total} results and holds {held}" if self.total > held else self.held_back


@dataclass(frozen=True, slots=True)
class Failed:
    """The question was asked and failed: it is not to be asked again. ``code`` is of FHIR's issue-type."""

    because: str
    code: str = "incomplete"


@dataclass(frozen=True, slots=True)
class Unasked:
    """Nothing usable was sent: the question is open."""

    because: str


NOT_SENT = Unasked("it was not prefetched")
NOT_AN_ANSWER = Unasked("what was prefetched does not answer it")


def sent_for(key: PrefetchKey, patient_id: str, prefetch: Mapping[str, Any]) -> Page | Failed | Unasked:
    """What a client sent under a key. Raises FhirR4Needed for resources of another release."""
    if key.name not in prefetch:
        return NOT_SENT
    match prefetch[key.name]:
        case None:
            return Page()
        case Page() | Failed() | Unasked() as read:
            return read
        case {"resourceType": "OperationOutcome"}:
            return Failed("an OperationOutcome was given for an answer")
        case {"resourceType": "Bundle"} as bundle:
            return page_of(bundle)
        case {"resourceType": key.resource_type} as resource:
            is_of_another = key.resource_type == "Patient" and resource.get("id") != patient_id
            return NOT_AN_ANSWER if is_of_another else Page((ChartEntry(resource),))
    return NOT_AN_ANSWER


def page_of(bundle: Mapping[str, Any]) -> Page | Failed | Unasked:
    """What a Bundle holds. An error among its entries means that part of it is missing.

    A warning means nothing, unless it says that something is held back.
    """
    listed = bundle.get("entry") or []
    if not isinstance(listed, list):
        return NOT_AN_ANSWER
    return page_with([_entry(each) for each in listed], bundle)


def page_with(
    entries: Sequence[ChartEntry], bundle: Mapping[str, Any], unopened: Iterable[Unopened] = ()
) -> Page | Failed | Unasked:
    """What a Bundle with these entries holds."""
    found = tuple([each for each in entries if each.type not in _NO_RESULTS])
    others = [each for each in entries if each.type in _NO_RESULTS] if len(found) < len(entries) else []
    if any(each.type == BEFORE_R3 for each in others):
        raise FhirR4Needed
    outcomes = [each.resource for each in others if each.type == "OperationOutcome"]
    if any(_said(each, "severity") & ERRORS for each in outcomes):
        return Failed("the answer holds an error, so part of it is missing")
    is_whole = not any(_said(each, "code") & HOLDING_BACK for each in outcomes)
    held_back = "" if is_whole else "the FHIR server says that its answer is not complete"
    if any(each.type == "Bundle" for each in others):
        held_back = "it holds Bundles within, which are not read"
    total = bundle.get("total")
    following, itself = _link(bundle, "next"), _link(bundle, "self") or ""
    if following is None:
        following, held_back = "", held_back or "its links do not say whether and where it has further pages"
    counted, unreadable = total if isinstance(total, int) else 0, sum(not each.type for each in others)
    return Page(found, following, counted, unreadable, held_back, tuple(unopened), itself)


_NO_RESULTS = frozenset({"", BEFORE_R3, "Bundle", "OperationOutcome"})


def _entry(listed: Any) -> ChartEntry:
    """An entry of a Bundle; without a type where it holds no resource."""
    resource = listed.get("resource") if isinstance(listed, dict) else None
    if not isinstance(resource, dict):
        return _NO_RESOURCE
    address = listed.get("fullUrl")
    return ChartEntry(resource, address if isinstance(address, str) else "")


_NO_RESOURCE = ChartEntry(NOTHING)


def _said(outcome: Mapping[str, Any], member: str) -> frozenset[str]:
    """What the issues of an OperationOutcome say under a member."""
    issues = outcome.get("issue")
    listed = [each.get(member) for each in issues if isinstance(each, dict)] if isinstance(issues, list) else []
    return frozenset(each for each in listed if isinstance(each, str))


def _link(bundle: Mapping[str, Any], relation: str) -> str | None:
    """The address of a related page; empty where there is none, None where there may be one and nothing says where."""
    links = bundle.get("link") or []
    if not isinstance(links, list):
        return None
    related = [each for each in links if _is(relation, each)]
    return next((url for each in related if (url := _text(each.get("url")))), None) if related else ""


def _is(relation: str, link: object) -> bool:
    return isinstance(link, dict) and link.get("relation") == relation


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
