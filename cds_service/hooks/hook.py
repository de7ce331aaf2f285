"""What a hook of this service consists of."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jsonschema import Draft202012Validator

from cds_service.decision import Decision
from cds_service.fhir_client.access import NoAccess
from cds_service.fhir_client.reader import FhirReader
from cds_service.hooks.request import HookCall
from cds_service.prefetch.keys import (
    GATE_KEYS,
    REPORTED_GROUPS,
    PrefetchKey,
    build_local_code_keys,
    build_local_report_keys,
)
from fhir_mappings import Chart, LocalCodeTranslation, list_observation_groups

ReadChart = Callable[[Sequence[PrefetchKey], HookCall, FhirReader | NoAccess], Chart]
Decide = Callable[..., Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One service of discovery: how it is announced, which calls are valid, and how they are answered."""

    id: str
    hook: str  # the name in the CDS Hooks specification
    title: str
    description: str
    usage_requirements: str
    prefetch: tuple[PrefetchKey, ...]
    call_schema: Draft202012Validator
    read_chart: ReadChart
    decide: Decide
    is_gated: bool = False  # only the keys that show a sign of CML are announced
    prefetch_count: int = 0  # results per page that the templates ask for; 0: as many as the client likes

    def announce(self) -> dict[str, Any]:
        """Build the entry of the discovery response."""
        return {
            "hook": self.hook,
            "title": self.title,
            "description": self.description,
            "id": self.id,
            "prefetch": {key.name: key.announce(self.prefetch_count) for key in self._list_announced_keys()},
            "usageRequirements": self.usage_requirements,
        }

    def _list_announced_keys(self) -> list[PrefetchKey]:
        return [key for key in self.prefetch if key.offered and (key.name in GATE_KEYS or not self.is_gated)]

    def without_offer_of(self, names: Collection[str]) -> "Hook":
        """Return the hook with the named keys marked as not offered by the site."""
        return replace(self, prefetch=tuple(replace(key, offered=key.name not in names) for key in self.prefetch))

    def add_local_keys(self, local_codes: LocalCodeTranslation) -> "Hook":
        """Return the hook with further prefetch keys for a site's local codes."""
        results = build_local_code_keys(local_codes.list_local_search_codes(list_observation_groups()))
        reports = build_local_report_keys(local_codes.list_local_search_codes(REPORTED_GROUPS))
        return replace(self, prefetch=self.prefetch + results + reports)
