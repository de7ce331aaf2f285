"""A whole chart: the Patient, the entries in order, and the Bundle that holds them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from cds_service.synthetic_charts.entry import Entry, EntryContext, Resource
from cds_service.synthetic_charts.laboratories import HARBOR, Laboratory


def write_entries(
    patient_id: str, dated_entries: Iterable[tuple[date, Entry]], today: date, laboratory: Laboratory = HARBOR
) -> Iterator[Resource]:
    """Write the resources of a chart, numbering the entries in the order given."""
    for number, (on, entry) in enumerate(dated_entries, start=1):
        yield from entry(EntryContext(patient_id, number, on, today, laboratory))


def build_patient_resource(patient_id: str, given: str, family: str, gender: str, born: str) -> Resource:
    """Build a Patient resource, marked as test data."""
    test_data = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}
    return {
        "resourceType": "Patient",
        "id": patient_id,
        "meta": {"security": [{**test_data, "display": "test health data"}]},
        "name": [{"use": "official", "family": family, "given": [given]}],
        "gender": gender,
        "birthDate": born,
    }


def build_collection_bundle(bundle_id: str, resources: Iterable[Resource]) -> dict[str, Any]:
    """Build a Bundle of type ``collection`` from the resources of a chart."""
    base = "https://demonstration.example/fhir"
    entries = [
        {"fullUrl": f"{base}/{resource['resourceType']}/{resource['id']}", "resource": resource}
        for resource in resources
    ]
    return {"resourceType": "Bundle", "id": bundle_id, "type": "collection", "entry": entries}
