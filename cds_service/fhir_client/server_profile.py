"""What is known of a FHIR server: what it says of itself, and what it was found to want. Nothing of any patient."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cds_service.fhir_client.search_forms import (
    FORMS,
    LARGEST_PAGES,
    NAMINGS,
    SERVER_RULES,
    Naming,
    SearchForm,
    ServerRule,
)

R4_RELEASES = ("4.0", "4.3")
BATCHES = frozenset({"batch", "transaction"})
"""Either is enough: servers that take both, such as HAPI FHIR, may list the transaction alone."""


@dataclass(frozen=True, slots=True)
class Capability:
    """What a server's CapabilityStatement says that concerns us; empty where it does not say."""

    release: str = ""
    named: frozenset[str] = frozenset()
    parameters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    takes_batches: bool = False

    @classmethod
    def of(cls, statement: Mapping[str, Any]) -> "Capability":
        """As much of a CapabilityStatement as can be understood."""
        software = statement.get("software")
        names = (statement.get("publisher"), software.get("name") if isinstance(software, dict) else None)
        rest = [each for each in _objects(statement.get("rest")) if each.get("mode", "server") == "server"]
        return cls(
            release=_text(statement.get("fhirVersion")),
            named=frozenset(filter(None, map(_text, names))),
            parameters={
                _text(resource.get("type")): frozenset(_listed(resource.get("searchParam"), "name"))
                for each in rest
                for resource in _objects(each.get("resource"))
            },
            takes_batches=any(BATCHES.intersection(_listed(each.get("interaction"), "code")) for each in rest),
        )

    @property
    def is_of_another_release(self) -> bool:
        """Whether the server says that it speaks a release other than R4."""
        return bool(self.release) and not self.release.startswith(R4_RELEASES)

    def lacks(self, of: str) -> bool:
        """Whether the server lists the resource types that it has, and not this one."""
        return bool(self.parameters) and of not in self.parameters

    def allows(self, of: str, parameters: Iterable[str]) -> bool:
        """Whether the server lists these search parameters for a resource type, or does not say which there are."""
        listed = self.parameters.get(of)
        return not listed or listed.issuperset(parameters)


class KnownServer:
    """A server, as it wants to be asked. Shared by calls: what one call finds out, the next begins with."""

    def __init__(self) -> None:
        self.has_spoken = False
        self.capability = Capability()
        self._rules: tuple[ServerRule, ...] = ()
        self._refused: frozenset[SearchForm] = frozenset()
        self._posted: frozenset[str] = frozenset()
        self._naming: Naming | None = None

    def said(self, capability: Capability) -> None:
        """Note what the server says of itself."""
        self.capability = capability
        self._rules = tuple(each for each in SERVER_RULES if each.named & capability.named)
        self.has_spoken = True

    def forms(self, of: str) -> tuple[SearchForm, ...]:
        """The forms to search a resource type in, best first: those it lists, and what it refused before last.

        A server that lists none of them is asked in all.
        """
        known = [each for each in FORMS if each.of == of]
        fit = [each for each in known if self.capability.allows(of, each.by) and self._expects(each)]
        return tuple(sorted(fit or known, key=lambda each: each in self._refused))

    def namings(self) -> tuple[Naming, ...]:
        """The ways to name a patient: the one that is known to find results, or all that may."""
        if self._naming:
            return (self._naming,)
        ours = {each.of for each in FORMS}
        fit = [each for each in NAMINGS if all(self.capability.allows(of, (each.parameter,)) for of in ours)]
        return tuple(fit) or NAMINGS

    def page_size(self, of: str, wanted: int) -> int:
        """The results per page to ask for."""
        largest = LARGEST_PAGES.get(of, wanted)
        return min([wanted, largest, *(each.page for each in self._rules_for(of) if each.page)])

    def took(self, form: SearchForm, refused: Iterable[SearchForm]) -> None:
        """Note that a form was answered where others had been refused."""
        self._refused = (self._refused | frozenset(refused)) - {form}

    def wants_posted(self, of: str) -> bool:
        """Whether searches for a resource type are posted: it took one so, and not in an address."""
        return of in self._posted

    def took_posted(self, of: str) -> None:
        """Note that a search was answered when it was posted, and refused in an address."""
        self._posted |= {of}

    def found_by(self, naming: Naming) -> None:
        """Note that results were found by naming the patient so."""
        self._naming = naming

    def _expects(self, form: SearchForm) -> bool:
        return all(not each.only_by or each.only_by & set(form.by) for each in self._rules_for(form.of))

    def _rules_for(self, of: str) -> Iterator[ServerRule]:
        return (each for each in self._rules if each.of == of)


def _objects(listed: object) -> list[Mapping[str, Any]]:
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _listed(of: object, member: str) -> Iterator[str]:
    return (text for each in _objects(of) if (text := _text(each.get(member))))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
