"""Charts of any size: ten years on imatinib, in visits, with two results about something else for each that matters."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle, islice
from urllib.parse import parse_qs, urlsplit

from cds_service.prefetch.keys import PREFETCH_KEYS, PrefetchKey
from cds_service.synthetic_charts.blood import blood, chemistry
from cds_service.synthetic_charts.chart import person, written
from cds_service.synthetic_charts.diagnoses import cml
from cds_service.synthetic_charts.genetics import bcr_abl1, karyotype
from cds_service.synthetic_charts.laboratories import HARBOR
from cds_service.synthetic_charts.observation import observation, quantity
from cds_service.synthetic_charts.page import Entry, Page, Resource
from cds_service.synthetic_charts.prescriptions import imatinib
from response_criteria.model.periods import days_before

PATIENT_ID = "benchmark"
YEARS = 10
DAYS = 365 * YEARS
RESULTS_OF_A_VISIT = 14

# Half of the metaphases stay Ph-positive: the protocol's step is offered, so that a card has to be written too.
VISIT: tuple[Entry, ...] = (blood("6.4", "240", "3.9"), chemistry(), karyotype(10, of=20), bcr_abl1("14"))
ELSEWHERE = (
    ("2951-2", "Sodium", "140", "mmol/L"),
    ("2823-3", "Potassium", "4.1", "mmol/L"),
    ("2345-7", "Glucose", "92", "mg/dL"),
)


def chart(observations: int, today: date) -> list[Resource]:
    """The resources of a patient with so many Observations, a third of which the criteria read."""
    visits = max(observations // 3 // RESULTS_OF_A_VISIT, 1)
    days = [DAYS * visit // visits for visit in range(visits)]
    visited = ((day, entry) for day in days for entry in VISIT)
    happened = ((DAYS, cml()), (DAYS, imatinib(400)), *visited)
    dated = ((days_before(today, day), entry) for day, entry in happened)
    resources = [person(PATIENT_ID, "Bench", "Mark", "female", "1960-01-01"), *written(PATIENT_ID, dated, today)]
    counted = sum(each["resourceType"] == "Observation" for each in resources)
    return [*resources, *islice(_about_something_else(days, today), observations - counted)]


def prefetch(resources: Sequence[Resource]) -> dict[str, Resource]:
    """The chart as prefetched by an EHR that filters loosely: what no key asks for comes along with chemistry."""
    keys = {id(each): _key_of(each) for each in resources}
    [patient] = [each for each in resources if each["resourceType"] == "Patient"]
    searchsets = {
        key.name: [each for each in resources if keys[id(each)] == key.name]
        for key in PREFETCH_KEYS
        if key.name != "patient"
    }
    return {"patient": patient} | {name: _searchset(found) for name, found in searchsets.items()}


def hook_call(observations: int, today: date) -> bytes:
    """The body of a patient-view call with such a chart prefetched."""
    call = {
        "hook": "patient-view",
        "hookInstance": "7f4c7cb2-9f7e-4a36-b6a4-5f1b7a1c9d10",
        "context": {"userId": "Practitioner/benchmark", "patientId": PATIENT_ID},
        "prefetch": prefetch(chart(observations, today)),
    }
    return json.dumps(call).encode()


def _about_something_else(days: Sequence[int], today: date) -> Iterator[Resource]:
    for number, (day, (code, text, value, unit)) in enumerate(zip(cycle(days), cycle(ELSEWHERE), strict=False)):
        page = Page(PATIENT_ID, number, days_before(today, day), today, HARBOR)
        yield observation(page, f"other-{code}", code, text, valueQuantity=quantity(value, unit, unit))


def _key_of(resource: Resource) -> str:
    of_its_type = [each for each in PREFETCH_KEYS if each.resource_type == resource["resourceType"]]
    return next((each.name for each in of_its_type if _asks_for(each, resource)), "chemistry")


def _asks_for(key: PrefetchKey, resource: Resource) -> bool:
    asked = parse_qs(urlsplit(key.query).query).get("code")
    if asked is None:
        return True
    tokens = {f"{coding['system']}|{coding['code']}" for coding in resource["code"]["coding"]}
    return bool(tokens & set(asked[0].split(",")))


def _searchset(found: Sequence[Resource]) -> Resource:
    entries = [
        {"fullUrl": f"https://ehr.example/{each['resourceType']}/{each['id']}", "resource": each} for each in found
    ]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(entries),
        **({"entry": entries} if entries else {}),
    }
