"""Charts of any size: ten years on imatinib, with two irrelevant results for every relevant one."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle, islice
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from cds_service.prefetch.keys import PREFETCH_KEYS, PrefetchKey
from cds_service.synthetic_charts.blood import blood, chemistry
from cds_service.synthetic_charts.chart import build_patient_resource, write_entries
from cds_service.synthetic_charts.diagnoses import cml, condition
from cds_service.synthetic_charts.entry import Entry, EntryContext, Resource
from cds_service.synthetic_charts.genetics import bcr_abl1, karyotype
from cds_service.synthetic_charts.laboratories import HARBOR
from cds_service.synthetic_charts.observation import SNOMED, concept, observation, quantity
from cds_service.synthetic_charts.prescriptions import imatinib
from response_criteria.model.periods import subtract_days

PATIENT_ID = "benchmark"
YEARS = 10
DAYS = 365 * YEARS


class Patient(NamedTuple):
    """What a chart says at its beginning, and what each visit adds: so many results."""

    background: tuple[Entry, ...]
    visit: tuple[Entry, ...]
    results_of_a_visit: int


LABORATORY: tuple[Entry, ...] = (blood("6.4", "240", "3.9"), chemistry())
# Half of the metaphases stay Ph-positive: escalation is advised, so that writing the card is measured too.
ON_IMATINIB = Patient((cml(), imatinib(400)), (*LABORATORY, karyotype(10, of=20), bcr_abl1("14")), 14)
WITHOUT_CML = Patient((condition(concept(SNOMED, "38341003", "Hypertension"), "hypertension"),), LABORATORY, 12)
IRRELEVANT_TESTS = (
    ("2951-2", "Sodium", "140", "mmol/L"),
    ("2823-3", "Potassium", "4.1", "mmol/L"),
    ("2345-7", "Glucose", "92", "mg/dL"),
)


def build_chart(observations: int, today: date, patient: Patient = ON_IMATINIB) -> list[Resource]:
    """Build the chart of a patient with a number of Observations, of which the mappings read a third."""
    visits = max(observations // 3 // patient.results_of_a_visit, 1)
    days = [DAYS * visit // visits for visit in range(visits)]
    visit_entries = ((day, entry) for day in days for entry in patient.visit)
    entries = (*((DAYS, entry) for entry in patient.background), *visit_entries)
    dated = ((subtract_days(today, day), entry) for day, entry in entries)
    resources = [
        build_patient_resource(PATIENT_ID, "Bench", "Mark", "female", "1960-01-01"),
        *write_entries(PATIENT_ID, dated, today),
    ]
    relevant = sum(resource["resourceType"] == "Observation" for resource in resources)
    return [*resources, *islice(_write_irrelevant_results(days, today), observations - relevant)]


def build_prefetch(resources: Sequence[Resource]) -> dict[str, Resource]:
    """Build the prefetch of an EHR that filters loosely: results that no key asks for are under ``chemistry``."""
    keys = {id(resource): _find_key(resource) for resource in resources}
    [patient] = [resource for resource in resources if resource["resourceType"] == "Patient"]
    searchsets = {
        key.name: [resource for resource in resources if keys[id(resource)] == key.name]
        for key in PREFETCH_KEYS
        if key.name != "patient"
    }
    return {"patient": patient} | {name: _build_searchset(matches) for name, matches in searchsets.items()}


def build_hook_call(observations: int, today: date, patient: Patient = ON_IMATINIB) -> bytes:
    """Build the body of a patient-view call with the chart prefetched."""
    call = {
        "hook": "patient-view",
        "hookInstance": "7f4c7cb2-9f7e-4a36-b6a4-5f1b7a1c9d10",
        "context": {"userId": "Practitioner/benchmark", "patientId": PATIENT_ID},
        "prefetch": build_prefetch(build_chart(observations, today, patient)),
    }
    return json.dumps(call).encode()


def _write_irrelevant_results(days: Sequence[int], today: date) -> Iterator[Resource]:
    for number, (day, (code, text, value, unit)) in enumerate(zip(cycle(days), cycle(IRRELEVANT_TESTS), strict=False)):
        context = EntryContext(PATIENT_ID, number, subtract_days(today, day), today, HARBOR)
        yield observation(context, f"other-{code}", code, text, valueQuantity=quantity(value, unit, unit))


def _find_key(resource: Resource) -> str:
    of_its_type = [key for key in PREFETCH_KEYS if key.resource_type == resource["resourceType"]]
    return next((key.name for key in of_its_type if _asks_for(key, resource)), "chemistry")


def _asks_for(key: PrefetchKey, resource: Resource) -> bool:
    codes = parse_qs(urlsplit(key.query).query).get("code")
    if codes is None:
        return True
    tokens = {f"{coding['system']}|{coding['code']}" for coding in resource["code"]["coding"]}
    return bool(tokens & set(codes[0].split(",")))


def _build_searchset(matches: Sequence[Resource]) -> Resource:
    entries = [
        {"fullUrl": f"https://ehr.example/{resource['resourceType']}/{resource['id']}", "resource": resource}
        for resource in matches
    ]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(entries),
        **({"entry": entries} if entries else {}),
    }
