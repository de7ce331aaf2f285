"""Ten years of an invented patient's chart, and what happens to charts in ten years.

A course is a list of results, each an amount on a day. It is written as clean FHIR resources of one laboratory and
pharmacy, or with the noise of real charts: a laboratory that changes its codes and units, results sent twice,
corrected, withdrawn or filed elsewhere, and unrelated data. None of that may change the assessment.
Nothing here is random: every seventh result is sent twice, every eleventh corrected, and so on.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from response_criteria.model.periods import add_months
from tests.fhir_mappings.observation import concept, quantity
from tests.patients import (
    PATIENT,
    SNOMED,
    TWICE_DAILY,
    Resource,
    condition,
    dosage,
    medication_use,
    mg,
    order,
    patient,
    tablets,
)
from tests.patients import concept as coded

BEGIN, TODAY = date(2014, 6, 2), date(2024, 6, 15)
NEW_LABORATORY = date(2019, 1, 1)


@dataclass(frozen=True, slots=True)
class Result:
    """An amount on a day: in ×10⁹/L, in %, or Ph-positive metaphases of 20."""

    what: str
    on: date
    value: str


NORMAL = {
    "leukocytes": "6.1", "platelets": "240", "neutrophils": "3.2",
    "blasts": "0", "promyelocytes": "0", "myelocytes": "0", "metamyelocytes": "0", "basophils": "1",
}  # fmt: skip
AT_DIAGNOSIS = NORMAL | {"leukocytes": "96", "platelets": "610", "myelocytes": "9", "metamyelocytes": "4"}


def blood(on: date, **changed: str) -> list[Result]:
    """Build a normal blood count with some items changed."""
    return [Result(what, on, value) for what, value in (NORMAL | changed).items()]


def quarters(first: date, last: date) -> Iterator[date]:
    """Yield the first day and every third month after it."""
    on = first
    while on <= last:
        yield on
        on = add_months(on, 3)


def steady(last: date, ph: str = "0", bcr_abl1: str = "0.02") -> list[Result]:
    """Build a complete response since the first year: counts every quarter, karyotype and BCR::ABL1 every half-year."""
    results = [*blood(BEGIN, **AT_DIAGNOSIS), Result("metaphases", BEGIN, "20")]
    for number, on in enumerate(quarters(add_months(BEGIN, 3), last)):
        results += blood(on)
        if number % 2:
            results += [Result("metaphases", on, "8" if number < 3 else ph)]
            results += [Result("bcr_abl1", on, "4" if number < 3 else bcr_abl1)]
    return results


def healthy(on: date) -> list[Result]:
    """Build normal liver and kidney values."""
    return [Result("bilirubin", on, "0.6"), Result("ALT", on, "24"), Result("eGFR", on, "92")]


# --- as FHIR resources ------------------------------------------------------------------------------------------------

_OLD = {
    "leukocytes": ("26464-8", "10*9/L"), "platelets": ("26515-7", "10*9/L"), "neutrophils": ("26499-4", "10*9/L"),
    "blasts": ("26446-5", "%"), "promyelocytes": ("26524-9", "%"), "myelocytes": ("26498-6", "%"),
    "metamyelocytes": ("28541-1", "%"), "basophils": ("30180-4", "%"), "bcr_abl1": ("69380-4", "%"),
    "bilirubin": ("1975-2", "mg/dL"), "ALT": ("1742-6", "U/L"), "eGFR": ("33914-3", "mL/min/{1.73_m2}"),
}  # fmt: skip
_NEW = _OLD | {
    "leukocytes": ("6690-2", "/uL"), "platelets": ("777-3", "K/uL"), "neutrophils": ("751-8", "K/uL"),
    "blasts": ("709-6", "%"), "promyelocytes": ("783-1", "%"), "myelocytes": ("749-2", "%"),
    "metamyelocytes": ("740-1", "%"), "basophils": ("707-0", "1"), "bcr_abl1": ("69380-4", "1"),
}  # fmt: skip
_TIMES = {"/uL": Decimal(1000), "1": Decimal("0.01")}
_LIMITS = {"bilirubin": "1.2", "ALT": "45"}


def write_observations(results: Iterable[Result], *, laboratory_changes: bool = False) -> list[Resource]:
    """Write each result as an Observation, in the codes and units of its day."""
    return [
        _observation(result, f"r{number}", new=laboratory_changes and result.on >= NEW_LABORATORY)
        for number, result in enumerate(results)
    ]


def _observation(result: Result, name: str, *, new: bool) -> Resource:
    code, value = _karyotype(result, new=new) if result.what == "metaphases" else _measured(result, new=new)
    at = f"{result.on}T09:{int(name[1:]) % 60:02}:00+02:00"
    return {"resourceType": "Observation", "id": name, "status": "final", "code": concept(code), "subject": PATIENT} | (
        {"effectiveDateTime": at, **value}
    )


def _karyotype(result: Result, *, new: bool) -> tuple[str, Resource]:
    if new:
        return "21795-0", {"valueString": f"{result.value}/20", "method": {"text": "Chromosome analysis, G-banding"}}
    positive, normal = int(result.value), 20 - int(result.value)
    clones = [f"46,XX,t(9;22)(q34;q11.2)[{positive}]"] * bool(positive) + [f"46,XX[{normal}]"] * bool(normal)
    return "62356-1", {"valueString": "/".join(clones)}


def _measured(result: Result, *, new: bool) -> tuple[str, Resource]:
    code, unit = (_NEW if new else _OLD)[result.what]
    value = {"valueQuantity": quantity(Decimal(result.value) * _TIMES.get(unit, 1), unit, "" if "K/" in unit else unit)}
    limit = _LIMITS.get(result.what)
    if limit is None:
        return code, value
    stated = {"text": f"<{limit}"} if new else {"high": quantity(Decimal(limit), unit, unit)}
    return code, {**value, "referenceRange": [stated]}


def treatment(
    daily_mg: int = 400, since: date = BEGIN, until: date | None = None, name: str = "imatinib"
) -> list[Resource]:
    """An order, renewed every year; the older ones are completed."""
    starts = [since]
    while until is None and add_months(starts[-1], 12) < TODAY:
        starts.append(add_months(starts[-1], 12))
    doses = dosage(mg(400), TWICE_DAILY) if daily_mg == 800 else dosage(mg(daily_mg))
    return [
        order(
            dosageInstruction=[doses],
            name=f"{name}-{number}",
            authoredOn=on.isoformat(),
            status="active" if on == starts[-1] and until is None else "completed",
            dispenseRequest={"validityPeriod": {"start": on.isoformat()}},
        )
        | ({"dosageInstruction": [_until(doses, on, until)]} if until else {})
        for number, on in enumerate(starts)
    ]


def _until(doses: Resource, on: date, until: date) -> Resource:
    bounds = {"boundsPeriod": {"start": on.isoformat(), "end": until.isoformat()}}
    return {**doses, "timing": {"repeat": {**doses["timing"]["repeat"], **bounds}}}


def dispenses(daily_mg: int = 400) -> list[Resource]:
    """A box every 30 days of the last 400 days."""
    days = [TODAY - timedelta(days=ago) for ago in range(400, 0, -30)]
    lasts = {"quantity": tablets(30 * daily_mg // 400), "daysSupply": quantity(30, "days", "d")}
    return [
        medication_use("MedicationDispense", f"box-{number}", whenHandedOver=on.isoformat(), **lasts)
        for number, on in enumerate(days)
    ]


def person() -> list[Resource]:
    """The patient and her disease."""
    return [patient(), condition(coded(SNOMED, "92818009"), onsetDateTime="2014-05-20")]


# --- noise ------------------------------------------------------------------------------------------------------------

Noise = Callable[[list[Resource]], list[Resource]]


def _results(chart: Iterable[Resource], every: int) -> list[Resource]:
    return [resource for resource in chart if resource["resourceType"] == "Observation"][::every]


def send_twice(chart: list[Resource]) -> list[Resource]:
    """Send every seventh result and every fifth order a second time."""
    orders = [resource for resource in chart if resource["resourceType"] == "MedicationRequest"]
    return chart + _results(chart, 7) + orders[::5]


def resend_with_another_id(chart: list[Resource]) -> list[Resource]:
    """Send every ninth result again an hour later, with another id and the same accession number."""
    resent = []
    for result in _results(chart, 9):
        result["identifier"] = [{"system": "https://laboratory.example", "value": f"A-{result['id']}"}]
        result["issued"] = f"{result['effectiveDateTime'][:10]}T12:00:00Z"
        resent.append(
            {**result, "id": f"{result['id']}-again", "issued": f"{result['effectiveDateTime'][:10]}T13:00:00Z"}
        )
    return chart + resent


def correct(chart: list[Resource]) -> list[Resource]:
    """Correct every eleventh result, which was first sent with another value."""
    wrong = []
    for result in _results(chart, 11):
        value = {"valueQuantity": {**result["valueQuantity"], "value": 77}} if "valueQuantity" in result else {}
        wrong.append({**result, "id": f"{result['id']}-first", "status": "final", **value})
        result["status"] = "corrected"
    return wrong + chart


def add_withdrawn(chart: list[Resource]) -> list[Resource]:
    """Add results that were entered in error or cancelled."""
    statuses = ("entered-in-error", "cancelled")
    withdrawn = [
        {**result, "id": f"{result['id']}-withdrawn", "status": statuses[number % 2], "effectiveDateTime": "2024-06-14"}
        for number, result in enumerate(_results(chart, 13))
    ]
    return chart + withdrawn


def change_categories(chart: list[Resource]) -> list[Resource]:
    """Change the categories of results, remove them, or replace the list by an object or a text."""
    kinds: tuple[Any, ...] = ([concept("laboratory", "c")], [concept("GE", "v2")], concept("LAB", "local"), None, "lab")
    for number, result in enumerate(_results(chart, 1)):
        result["category"] = kinds[number % len(kinds)]
    return chart


def add_unrelated_data(chart: list[Resource]) -> list[Resource]:
    """Add vital signs, other chemistry, other drugs and other diseases."""
    days = [add_months(BEGIN, month).isoformat() for month in range(120)]
    measurements = [("8867-4", "pulse", "/min"), ("2345-7", "glucose", "mg/dL"), ("718-7", "hemoglobin", "g/dL")]
    others = [
        {
            "resourceType": "Observation",
            "id": f"{name}-{day}",
            "status": "final",
            "code": concept(code),
            "subject": PATIENT,
            "effectiveDateTime": day,
            "valueQuantity": quantity(70, unit, unit),
        }
        for code, name, unit in measurements
        for day in days
    ]
    aspirin = order({"text": "aspirin 100 mg"}, name="aspirin")
    return chart + others + [aspirin, condition({"text": "Hypertension"}, "2")]


def add_another_patient(chart: list[Resource]) -> list[Resource]:
    """Add every third result again as another patient's, with another value."""
    misfiled = []
    for result in _results(chart, 3):
        value = {"valueQuantity": {**result["valueQuantity"], "value": 55}} if "valueQuantity" in result else {}
        misfiled.append({**result, "id": f"other-{result['id']}", "subject": {"reference": "Patient/another"}, **value})
    return chart + misfiled


def reverse(chart: list[Resource]) -> list[Resource]:
    """Sort the newest resources first, as many servers do."""
    return chart[::-1]


NOISES: tuple[Noise, ...] = (
    send_twice, resend_with_another_id, correct, add_withdrawn, change_categories, add_unrelated_data,
    add_another_patient, reverse,
)  # fmt: skip
