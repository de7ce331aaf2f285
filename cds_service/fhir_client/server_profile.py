"""What is known about a FHIR server: its CapabilityStatement, and which searches it accepted. No patient data."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from cds_service.fhir_client.search_forms import (
    FORMS,
    MAX_PAGE_SIZES,
    PATIENT_PARAMETERS,
    SERVER_RULES,
    PatientParameter,
    SearchForm,
    ServerRule,
)

# "4.0.1", "v4.0.1", "R4", "4.1.0" and "R4B" are R4; "3.0.2", "STU3", "DSTU2", "R5" and "5.0.0" are not.
STATED_RELEASE = re.compile(r"(?:fhir)?[ -]?(?:v|r|stu|dstu)?[ -]?(\d)", re.IGNORECASE)
R4 = "4"
# Either is enough: servers that accept both, such as HAPI FHIR, may list only the transaction.
BATCH_INTERACTIONS = frozenset({"batch", "transaction"})


@dataclass(frozen=True, slots=True)
class Capability:
    """The parts of a CapabilityStatement that the client uses. Whatever the server does not state is empty."""

    release: str = ""
    software_names: frozenset[str] = frozenset()
    parameters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    supports_batch: bool = False

    @classmethod
    def parse(cls, statement: Mapping[str, Any]) -> "Capability":
        """Parse a CapabilityStatement; parts of another shape than FHIR's are ignored."""
        software = statement.get("software")
        names = (statement.get("publisher"), software.get("name") if isinstance(software, dict) else None)
        rest = [part for part in _get_objects(statement.get("rest")) if part.get("mode", "server") == "server"]
        return cls(
            release=_get_text(statement.get("fhirVersion")),
            software_names=frozenset(filter(None, map(_get_text, names))),
            parameters={
                _get_text(resource.get("type")): frozenset(_get_texts(resource.get("searchParam"), "name"))
                for part in rest
                for resource in _get_objects(part.get("resource"))
            },
            supports_batch=any(
                BATCH_INTERACTIONS.intersection(_get_texts(part.get("interaction"), "code")) for part in rest
            ),
        )

    @property
    def is_other_release(self) -> bool:
        """Whether the server states a FHIR release other than R4."""
        # Only what names another release is refused: some servers write R4 in ways that no list foresees.
        stated = STATED_RELEASE.match(self.release.strip())
        return stated is not None and stated[1] != R4

    def excludes(self, resource_type: str) -> bool:
        """Return whether the server lists its resource types, and this one is not among them."""
        return bool(self.parameters) and resource_type not in self.parameters

    def allows(self, resource_type: str, parameters: Iterable[str]) -> bool:
        """Return whether the server lists these search parameters for a resource type, or lists none at all."""
        supported = self.parameters.get(resource_type)
        return not supported or supported.issuperset(parameters)


class ServerProfile:
    """How a server is to be queried. Shared by all calls: each starts with what earlier ones found out."""

    def __init__(self) -> None:
        self.has_capability = False
        self.capability = Capability()
        self._loading: Event | None = None
        self._lock = Lock()
        self._rules: tuple[ServerRule, ...] = ()
        self._refused_forms: frozenset[SearchForm] = frozenset()
        self._posted_types: frozenset[str] = frozenset()
        self._patient_parameter: PatientParameter | None = None

    def begin_loading(self) -> tuple[Event, bool]:
        """Return the event that is set once the capability was asked for, and whether the caller is to ask for it."""
        with self._lock:
            is_first = self._loading is None
            self._loading = self._loading or Event()
            return self._loading, is_first

    def end_loading(self) -> None:
        """Record that the capability was asked for, in vain or not."""
        with self._lock:
            if self._loading:
                self._loading.set()
            self._loading = None

    def set_capability(self, capability: Capability) -> None:
        """Record what the server states about itself."""
        self.capability = capability
        self._rules = tuple(rule for rule in SERVER_RULES if rule.software_names & capability.software_names)
        self.has_capability = True

    def list_forms(self, resource_type: str) -> tuple[SearchForm, ...]:
        """Return the forms to search a resource type in, best first. Forms refused earlier come last."""
        all_forms = [form for form in FORMS if form.resource_type == resource_type]
        supported = [
            form
            for form in all_forms
            if self.capability.allows(resource_type, form.parameters) and self._meets_rules(form)
        ]
        # CapabilityStatements are often incomplete. A server that seems to support no form is tried with all of them.
        return tuple(sorted(supported or all_forms, key=lambda form: form in self._refused_forms))

    def list_patient_parameters(self) -> tuple[PatientParameter, ...]:
        """Return the ways to name the patient: the one known to find results, or else all that the server allows."""
        if self._patient_parameter:
            return (self._patient_parameter,)
        resource_types = {form.resource_type for form in FORMS}
        supported = [
            candidate
            for candidate in PATIENT_PARAMETERS
            if all(self.capability.allows(resource_type, (candidate.parameter,)) for resource_type in resource_types)
        ]
        return tuple(supported) or PATIENT_PARAMETERS

    def limit_page_size(self, resource_type: str, wanted: int) -> int:
        """Return the number of results per page to request."""
        limit = MAX_PAGE_SIZES.get(resource_type, wanted)
        rule_limits = [rule.max_page_size for rule in self._rules_for(resource_type) if rule.max_page_size]
        return min([wanted, limit, *rule_limits])

    def record_accepted_form(self, form: SearchForm, refused: Iterable[SearchForm]) -> None:
        """Record that a form was answered after others had been refused."""
        self._refused_forms = (self._refused_forms | frozenset(refused)) - {form}

    def needs_post(self, resource_type: str) -> bool:
        """Return whether searches for a resource type are sent as POST: an earlier GET was refused."""
        return resource_type in self._posted_types

    def record_accepted_post(self, resource_type: str) -> None:
        """Record that a search was answered as POST and refused as GET."""
        self._posted_types |= {resource_type}

    def record_working_parameter(self, patient_parameter: PatientParameter) -> None:
        """Record that results were found with the patient named this way."""
        self._patient_parameter = patient_parameter

    def _meets_rules(self, form: SearchForm) -> bool:
        rules = self._rules_for(form.resource_type)
        return all(not rule.needs_one_of or rule.needs_one_of & set(form.parameters) for rule in rules)

    def _rules_for(self, resource_type: str) -> Iterator[ServerRule]:
        return (rule for rule in self._rules if rule.resource_type == resource_type)


def _get_objects(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _get_texts(value: object, member: str) -> Iterator[str]:
    return (text for item in _get_objects(value) if (text := _get_text(item.get(member))))


def _get_text(value: object) -> str:
    return value if isinstance(value, str) else ""
