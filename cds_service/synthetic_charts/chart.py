"""A chart as a whole: its patient, its entries in their order, and the Bundle around them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from cds_service.synthetic_charts.laboratories import HARBOR, Laboratory
from cds_service.synthetic_charts.page import Entry, Page, Resource


def written(
    patient_id: str, happened: Iterable[tuple[date, Entry]], today: date, laboratory: Laboratory = HARBOR
) -> Iterator[Resource]:
    """The resources of what happened to a patient, told in the order in which they are numbered."""
    for number, (on, entry) in enumerate(happened, start=1):
        yield from entry(Page(patient_id, number, on, today, laboratory))


def person(patient_id: str, given: str, family: str, gender: str, born: str) -> Resource:
    """A Patient resource, marked as test data."""
    test_data = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}
    return {
        "resourceType": "Patient",
        "id": patient_id,
        "meta": {"security": [{**test_data, "display": "test health data"}]},
        "name": [{"use": "official", "family": family, "given": [given]}],
        "gender": gender,
        "birthDate": born,
    }


def collection(bundle_id: str, resources: Iterable[Resource]) -> dict[str, Any]:
    """Resources of a chart as a Bundle of type collection."""
    home = "https://demonstration.example/fhir"
    entries = [{"fullUrl": f"{home}/{each['resourceType']}/{each['id']}", "resource": each} for each in resources]
    return {"resourceType": "Bundle", "id": bundle_id, "type": "collection", "entry": entries}
