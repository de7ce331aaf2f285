"""Resources each of which withholds a dose escalation as it stands, and the ways in which one resource is damaged.

``WITHHOLDING`` and ``DAMAGES`` are tables: a kind of fault that is found later is a row of one of them.
"""

# ruff: noqa: E501 -- a row of a table stays on one line

import copy
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from typing import Any

from cds_service.demonstration.patients import build_patients
from response_criteria.model.recommendations import Action
from tests.patients import IMATINIB_400, SNOMED, UCUM, Resource, concept

LOINC = "http://loinc.org"
ATC = "http://www.whocc.no/atc"
TODAY = date(2024, 6, 15)
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()

Damage = Callable[[Resource], Resource | None]
"""Returns a damaged copy of a resource; None if the damage cannot be done to it."""


@cache
def build_escalating_charts() -> tuple[tuple[Resource, ...], ...]:
    """Return charts that lead to an escalation, each of a woman of an age at which pregnancy is possible."""
    patients = [patient for patient in build_patients(TODAY) if patient.expected.action is Action.ESCALATE]
    return tuple(tuple(map(_as_young_woman, patient.resources)) for patient in patients)


def _as_young_woman(resource: Resource) -> Resource:
    is_patient = resource["resourceType"] == "Patient"
    return {**resource, "gender": "female", "birthDate": "1984-02-29"} if is_patient else resource


def get_patient_id(chart: tuple[Resource, ...]) -> str:
    """Return the id of the patient of a chart."""
    return next(str(resource["id"]) for resource in chart if resource["resourceType"] == "Patient")


def _write(resource_type: str, **members: Any) -> Resource:
    return {"resourceType": resource_type, "id": "odd", "meta": {"lastUpdated": f"{YESTERDAY}T12:00:00Z"}, **members}


def _observation(code: str, text: str, **members: Any) -> Resource:
    return _write(
        "Observation",
        status="final",
        category=[{"text": "Laboratory"}],
        code={"coding": [{"system": LOINC, "code": code, "display": text}], "text": text},
        effectiveDateTime=f"{YESTERDAY}T08:00:00Z",
        issued=f"{YESTERDAY}T10:00:00Z",
        **members,
    )


def _measurement(code: str, text: str, value: float, unit: str, **members: Any) -> Resource:
    return _observation(code, text, valueQuantity=_quantity(value, unit), **members)


def _quantity(value: float, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def _chemistry(code: str, text: str, value: float, unit: str, limit: float) -> Resource:
    return _measurement(code, text, value, unit, referenceRange=[{"high": _quantity(limit, unit)}])


def _condition(code: Resource, **members: Any) -> Resource:
    active = concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active")
    confirmed = concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed")
    return _write(
        "Condition",
        clinicalStatus=active,
        verificationStatus=confirmed,
        code=code,
        onsetDateTime=YESTERDAY,
        recordedDate=YESTERDAY,
        **members,
    )


def _order(code: Resource) -> Resource:
    return _write(
        "MedicationRequest",
        status="active",
        intent="order",
        medicationCodeableConcept=code,
        authoredOn=YESTERDAY,
        dosageInstruction=[{"text": "once daily", "timing": {"repeat": {"boundsPeriod": {"start": YESTERDAY}}}}],
    )


NILOTINIB = concept(ATC, "L01EA03", text="Nilotinib")
FILGRASTIM = concept(ATC, "L03AA02", text="Filgrastim")

# fmt: off
WITHHOLDING: dict[str, Resource] = {
    "order for another inhibitor":     _order(NILOTINIB),
    "order by its code alone":         _order(concept(ATC, "L01EA03")),
    "statement of another inhibitor":  _write("MedicationStatement", status="active", dateAsserted=YESTERDAY,
                                              medicationCodeableConcept=NILOTINIB, effectiveDateTime=YESTERDAY),
    "dispense of another inhibitor":   _write("MedicationDispense", status="completed", whenHandedOver=YESTERDAY,
                                              medicationCodeableConcept=NILOTINIB),
    "order for G-CSF":                 _order(FILGRASTIM),
    "administration of G-CSF":         _write("MedicationAdministration", status="completed",
                                              medicationCodeableConcept=FILGRASTIM, effectiveDateTime=YESTERDAY),
    "pregnancy test":                  _observation("2118-8", "Pregnancy test", valueCodeableConcept={"text": "Positive"}),
    "pregnancy status":                _observation("82810-3", "Pregnancy status",
                                                    valueCodeableConcept=concept(SNOMED, "77386006", text="Pregnant")),
    "pregnancy":                       _condition(concept(SNOMED, "77386006", text="Pregnancy")),
    "transplant":                      _condition(concept("http://hl7.org/fhir/sid/icd-10-cm", "Z94.84",
                                                          text="Stem cells transplant status")),
    "neutrophils":                     _measurement("751-8", "Neutrophils", 0.3, "10*9/L"),
    "platelets":                       _measurement("777-3", "Platelets", 20, "10*9/L"),
    "blasts":                          _measurement("709-6", "Blasts", 40, "%"),
    "basophils":                       _measurement("707-0", "Basophils", 45, "%"),
    "marrow":                          _measurement("11150-0", "Blasts in marrow", 45, "%"),
    "mutation":                        _observation("55135-8", "ABL1 mutation analysis", valueString="T315I detected"),
    "BCR::ABL1":                       _measurement("69380-4", "BCR::ABL1 (IS)", 0.01, "%"),
    "bilirubin":                       _chemistry("1975-2", "Bilirubin", 9, "mg/dL", 1.2),
    "ALT":                             _chemistry("1742-6", "ALT", 600, "U/L", 40),
    "eGFR":                            _measurement("62238-1", "eGFR", 9, "mL/min/{1.73_m2}"),
    "karyotype":                       _observation("62356-1", "Chromosome analysis", valueString="46,XX[20]"),
    "leukocytes":                      _measurement("6690-2", "Leukocytes", 6, "10*9/L"),
    "blasts in a panel":               _observation("58410-2", "Blood count", component=[
                                           {"code": concept(LOINC, "709-6", text="Blasts"), "valueQuantity": _quantity(40, "%")},
                                           {"code": concept(LOINC, "777-3", text="Platelets"), "valueQuantity": _quantity(300, "10*9/L")},
                                       ]),
    "neutrophils in a panel":          _observation("58410-2", "Blood count", component=[
                                           {"code": concept(LOINC, "777-3", text="Platelets"), "valueQuantity": _quantity(300, "10*9/L")},
                                           {"code": concept(LOINC, "751-8", text="Neutrophils"), "valueQuantity": _quantity(0.2, "10*9/L")},
                                       ]),
    "blast phase":                     _condition(concept(SNOMED, "413656006", text="Blast crisis of CML")),
    "imatinib that was stopped":       {**_order(IMATINIB_400), "status": "stopped"},
    "imatinib in another dose":        {**_order(IMATINIB_400), "dosageInstruction": [
                                           {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                                            "doseAndRate": [{"doseQuantity": _quantity(600, "mg")}]}]},
    "imatinib that is not taken":      _write("MedicationStatement", status="not-taken", dateAsserted=YESTERDAY,
                                              medicationCodeableConcept=IMATINIB_400, effectiveDateTime=YESTERDAY),
    "report of blasts in marrow":      _write("DiagnosticReport", status="final", code=concept(LOINC, "48807-2"),
                                              effectiveDateTime=YESTERDAY, conclusion="35% blasts"),
    "report of a mutation":            _write("DiagnosticReport", status="final", code=concept(LOINC, "55135-8"),
                                              effectiveDateTime=YESTERDAY, conclusion="T315I detected."),
}
"""Each holds a value that blocks an escalation, and members that are read of it."""
# fmt: on

JUNK: tuple[Any, ...] = (None, 5, "x", True, [], {}, [5], ["x"], [{}], {"coding": [5]})
_NAMES_OF_THE_RESOURCE = ("resourceType", "id")
_NAMES_OF_CODES = ("code", "medicationCodeableConcept")


def damage_members(resource: Resource) -> Iterator[tuple[str, Resource]]:
    """Yield the resource with each of its members missing or of another shape; what names it is left whole."""
    for name in resource.keys() - {*_NAMES_OF_THE_RESOURCE, *_NAMES_OF_CODES}:
        yield f"without {name}", {key: value for key, value in resource.items() if key != name}
        for junk in JUNK:
            yield f"{name} is {junk!r}", {**resource, name: junk}


def _with_code(change: Callable[[Resource], Any]) -> Damage:
    def damage(resource: Resource) -> Resource | None:
        name = next((name for name in _NAMES_OF_CODES if name in resource), "")
        changed = change(copy.deepcopy(resource[name]))
        return None if changed is None else {**resource, name: changed}

    return damage


def _with_coding(**members: Any) -> Damage:
    return _with_code(lambda code: {**code, "coding": [{**code["coding"][0], **members}]})


def _with_quantity(change: Callable[[Resource], Any]) -> Damage:
    def damage(resource: Resource) -> Resource | None:
        measured = resource.get("valueQuantity")
        return {**resource, "valueQuantity": change(copy.deepcopy(measured))} if measured else None

    return damage


def _with(**members: Any) -> Damage:
    return lambda resource: {**resource, **members}


def _with_date(text: str) -> Damage:
    def damage(resource: Resource) -> Resource | None:
        names = ("effectiveDateTime", "authoredOn", "onsetDateTime", "whenHandedOver")
        name = next((name for name in names if name in resource), None)
        return {**resource, name: text} if name else None

    return damage


# fmt: off
DAMAGES: dict[str, Damage] = {
    "a modifier that is not understood": _with(modifierExtension=[{"url": "https://hospital.example/m", "valueBoolean": True}]),
    "a subject by identifier":           _with(subject={"identifier": {"value": "7"}}),
    "a subject by its name":             _with(subject={"display": "Example"}),
    "coding as an object":               _with_code(lambda code: {"coding": code["coding"][0]}),
    "coding as an object, with a text":  _with_code(lambda code: {**code, "coding": code["coding"][0]}),
    "the code in a list":                _with_code(lambda code: [code]),
    "the code as its coding":            _with_code(lambda code: code["coding"][0]),
    "a list of codings in a list":       _with_code(lambda code: {**code, "coding": [code["coding"]]}),
    "a code without its system":         _with_coding(system=None),
    "a system that is no text":          _with_coding(system=["http://loinc.org"]),
    "blanks around the code":            _with_code(lambda code: {**code, "coding": [{**code["coding"][0], "code": f" {code['coding'][0]['code']} "}]}),
    "a text that is a number":           _with_code(lambda code: {**code, "text": 5}),
    "it is preliminary":                 _with(status="preliminary"),
    "it is registered":                  _with(status="registered"),
    "its status is unknown":             _with(status="unknown"),
    "its status in capitals":            lambda resource: {**resource, "status": str(resource.get("status", "final")).upper()},
    "its status in a list":              lambda resource: {**resource, "status": [resource.get("status", "final")]},
    "an offset without a colon":         _with_date(f"{YESTERDAY}T08:00:00+0000"),
    "an hour that does not exist":       _with_date(f"{YESTERDAY}T25:00:00Z"),
    "a day in another form":             _with_date("14.06.2024"),
    "a day in the far future":           _with_date("2524-06-14"),
    "the day of the month first":        _with_date("14/06/2024 08:00"),
    "no unit":                           _with_quantity(lambda measured: {"value": measured["value"]}),
    "a unit that is not known":          _with_quantity(lambda measured: {"value": measured["value"], "unit": "bogus"}),
    "a unit of another kind":            _with_quantity(lambda measured: {"value": measured["value"], "unit": "cm", "code": "cm", "system": UCUM}),
    "a comparator that is not known":    _with_quantity(lambda measured: {**measured, "comparator": "~"}),
    "a number as words":                 _with_quantity(lambda measured: {**measured, "value": "many"}),
    "a negative number":                 _with_quantity(lambda measured: {**measured, "value": -1}),
    "an enormous number":                _with_quantity(lambda measured: {**measured, "value": 1e12}),
    "a quantity in a list":              _with_quantity(lambda measured: [measured]),
    "a quantity that is a number":       _with_quantity(lambda measured: measured["value"]),
    "a second value":                    _with(valueString="see report"),
    "a reason for an absent value":      _with(dataAbsentReason={"text": "error"}),
    "text that is no markup":            _with(text={"status": "bogus", "div": 5}),
    "an unknown extension":              _with(extension=[{"url": "https://hospital.example/e", "valueString": "x"}]),
    "contained things that are none":    _with(contained=[5, "x", {}]),
}
# fmt: on


def damage_by_table(resource: Resource) -> Iterator[tuple[str, Resource]]:
    """Yield the resource with each damage of ``DAMAGES`` that can be done to it."""
    for name, damage in DAMAGES.items():
        # A resource that was damaged before may have nothing left to damage.
        with suppress(AttributeError, IndexError, KeyError, TypeError):
            damaged = damage(resource)
            if damaged is not None:
                yield name, damaged
