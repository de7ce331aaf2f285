"""A chart that was saved as a FHIR Bundle: what the command line reads."""

from collections.abc import Sequence
from typing import Any

from cds_service import decimal_json
from cds_service.errors import FhirR4Needed
from cds_service.prefetch.answers import Page, page_of
from fhir_mappings.chart.chart import Chart
from fhir_mappings.chart.patient_matching import NotOnePatient, one_patient
from fhir_mappings.datatypes.references import ChartEntry
from response_criteria.model.facts import Unread

_NOT_READ = "the input is not a FHIR Bundle that can be read"


class BundleUnusable(ValueError):
    """A text that is no Bundle of one patient. Says why, without patient data."""


def chart_in(text: bytes) -> Chart:
    """The chart in a Bundle, with what it is known to lack. Raises BundleUnusable."""
    try:
        page = page_of(_bundle(text))
    except FhirR4Needed as fault:
        raise BundleUnusable(str(fault)) from None
    if not isinstance(page, Page):
        raise BundleUnusable(_NOT_READ)
    return _of_one_patient(page.entries, _unread(page))


def every_entry_in(text: bytes) -> Chart:
    """The chart in a Bundle with every entry, be it a resource or not. Raises BundleUnusable."""
    listed = _bundle(text).get("entry") or []
    if not isinstance(listed, list):
        raise BundleUnusable(_NOT_READ)
    return _of_one_patient(tuple(map(_entry, listed)))


def _bundle(text: bytes) -> dict[str, Any]:
    try:
        bundle = decimal_json.read(text)
    except decimal_json.NotJson as fault:
        raise BundleUnusable(f"the input is not JSON: {fault}") from None
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise BundleUnusable(_NOT_READ)
    return bundle


def _entry(listed: Any) -> ChartEntry:
    entry = listed if isinstance(listed, dict) else {}
    resource, address = entry.get("resource"), entry.get("fullUrl")
    return ChartEntry(resource if isinstance(resource, dict) else {}, address if isinstance(address, str) else "")


def _of_one_patient(entries: tuple[ChartEntry, ...], unread: Sequence[Unread] = ()) -> Chart:
    try:
        return Chart(one_patient(entries), entries, tuple(unread))
    except NotOnePatient as fault:
        raise BundleUnusable(str(fault)) from None


def _unread(page: Page) -> list[Unread]:
    because = "it has further pages" if page.following else page.short_of
    return [Unread("bundle", because)] if because else []
