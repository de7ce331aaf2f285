"""Generate R4 resources of every type that is read, valid and damaged, for fuzzing.

Valid ones follow FHIR, with known and unknown codes; ``damaged`` breaks charts as transfers and converters do.
"""

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from fhir_mappings.datatypes.codings import OBSERVATION_TABLES, read_rows
from fhir_mappings.tables import load_table
from tests.fhir_mappings.observation import concept, quantity

Resource = dict[str, Any]

PATIENT, ANOTHER = "invented", "another"
TODAY = date(2024, 6, 15)

_SECTIONS = ("accept", "panel", "exclude")
_OBSERVATIONS = [row["code"] for name in OBSERVATION_TABLES for part in _SECTIONS for _, row in read_rows(name, part)]
_DRUGS = [row["code"] for part in ("accept", "exclude") for _, row in read_rows("drugs", part)]
_DISEASES = [row["code"] for part in ("accept", "exclude", "stage") for _, row in read_rows("conditions", part)]
_UNITS = [
    "%",
    "10*9/L",
    "K/uL",
    "/uL",
    "g/dL",
    "mg/dL",
    "umol/L",
    "U/L",
    "mL/min/{1.73_m2}",
    "cm",
    "1",
    "{cells}",
    "",
    "?",
]
_TEXTS = [
    *(
        "<0.01 %",
        "0,5 %",
        "7,200 /uL",
        "12/20",
        "NOT DETECTED",
        "Detected",
        "MR4.5",
        "T315I",
        "T315I not detected",
        "see report",
    ),
    *(
        "46,XX[20]",
        "46,XY,t(9;22)(q34;q11.2)[12]/46,XY[8]",
        "nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[180/200]",
        "pregnant",
        "-",
    ),
    *(
        "46,XX,t(9;22)[5]/47,idem,+8[3]/46,XX",
        "45~48,XY[cp7]",
        "p.(Thr315Ile)",
        "1.234,5",
        ">=50",
        "\u0000",
        "10^400",
        "½",
    ),
]


def _optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _resources(kind: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[Resource]:
    """Generate a resource; elements drawn as None are left out."""
    made = st.fixed_dictionaries({"resourceType": st.just(kind), "id": _NAMES, "subject": _subjects, **members})
    return made.map(lambda resource: {name: value for name, value in resource.items() if value is not None})


_NAMES = st.sampled_from("abcdefgh").map(lambda letter: f"r-{letter}")
_own_subjects = st.sampled_from(
    [{"reference": reference} for reference in (f"Patient/{PATIENT}", f"https://ehr.example/r4/Patient/{PATIENT}")]
)
_subjects = st.one_of(
    _own_subjects,
    _own_subjects,
    _own_subjects,
    _own_subjects,
    _own_subjects,
    _own_subjects,
    st.sampled_from([{}, {"display": "she"}, {"reference": f"Patient/{ANOTHER}"}]),
)
_days = st.integers(-40, 1200).map(lambda ago: (TODAY - timedelta(days=ago)).isoformat())
_dates = st.one_of(
    _days,
    _days,
    _days.map(lambda day: f"{day}T10:15:00+13:00"),
    _days.map(lambda day: day[:7]),
    _days.map(lambda day: day[:4]),
)
_periods = st.fixed_dictionaries({}, optional={"start": _dates, "end": _dates})
_numbers = st.one_of(
    st.integers(0, 1000), st.decimals(0, 1000, places=3), st.floats(0, 100, allow_nan=False), st.integers(-5, 10**20)
)
_codes = st.sampled_from(_OBSERVATIONS).map(lambda token: concept(*reversed(token.rsplit("|", 1))))
_unknown_codes = st.sampled_from([concept("8867-4"), concept("WBC", "https://hospital.example"), {"text": "Blasts"}])


@st.composite
def _quantities(draw: st.DrawFn) -> Resource:
    unit = draw(st.sampled_from(_UNITS))
    made = quantity(draw(_numbers), draw(st.sampled_from((unit, unit, ""))), draw(st.sampled_from((unit, unit, ""))))
    comparator = draw(st.sampled_from((None, None, None, "<", "<=", ">", ">=", "ad")))
    return made | ({"comparator": comparator} if comparator else {})


_values = st.one_of(
    st.fixed_dictionaries({"valueQuantity": _quantities()}),
    st.fixed_dictionaries({"valueQuantity": _quantities()}),
    st.fixed_dictionaries({"valueString": st.sampled_from(_TEXTS) | st.text(max_size=30)}),
    st.fixed_dictionaries({"valueInteger": st.integers(-1, 300)}),
    st.fixed_dictionaries({"valueBoolean": st.booleans()}),
    st.fixed_dictionaries(
        {"valueRange": st.fixed_dictionaries({}, optional={"low": _quantities(), "high": _quantities()})}
    ),
    st.fixed_dictionaries(
        {"valueRatio": st.fixed_dictionaries({"numerator": _quantities(), "denominator": _quantities()})}
    ),
    st.fixed_dictionaries(
        {
            "valueCodeableConcept": st.sampled_from(
                [concept("LA9633-4"), concept("LA9634-2"), *({"text": text} for text in _TEXTS)]
            )
        }
    ),
    st.fixed_dictionaries({"dataAbsentReason": st.sampled_from([concept("unknown"), {"text": "POSITIVE"}])}),
    st.just({}),
)
_effective = st.one_of(
    st.fixed_dictionaries({"effectiveDateTime": _dates}),
    st.fixed_dictionaries({"effectiveDateTime": _dates}),
    st.fixed_dictionaries({"effectivePeriod": _periods}),
    st.fixed_dictionaries({"effectiveInstant": _days.map(lambda day: f"{day}T00:00:00Z")}),
    st.fixed_dictionaries({"issued": _days.map(lambda day: f"{day}T00:00:00Z")}),
    st.just({}),
)
_components = st.lists(
    st.tuples(_codes | _unknown_codes, _values).map(lambda drawn: {"code": drawn[0], **drawn[1]}), max_size=4
)
_statuses = st.sampled_from(
    ["final"] * 20 + ["amended", "corrected", "preliminary", "cancelled", "entered-in-error", "unknown"]
)

_ANY_OBSERVATION = st.tuples(
    _resources(
        "Observation",
        status=_statuses,
        code=st.one_of(_codes, _codes, _codes, _unknown_codes),
        component=_optional(_components),
        hasMember=_optional(st.lists(_NAMES.map(lambda name: {"reference": f"Observation/{name}"}), max_size=3)),
        specimen=_optional(
            st.sampled_from([{"display": "Bone marrow"}, {"display": "Blood"}, {"reference": "Specimen/r-a"}])
        ),
        method=_optional(st.sampled_from([{"text": "Karyotype"}, {"text": "FISH"}, {"text": "Automated"}])),
        referenceRange=_optional(
            st.lists(
                st.fixed_dictionaries(
                    {}, optional={"high": _quantities(), "text": st.sampled_from(["<45", "10 - 45", "M: <5"])}
                ),
                max_size=2,
            )
        ),
        identifier=_optional(st.just([{"system": "https://laboratory.example", "value": "A-17"}])),
    ),
    _effective,
    _values,
).map(lambda drawn: {**drawn[0], **drawn[1], **drawn[2]})

_UNIT_OF = {
    "×10⁹/L": "10*9/L",
    "substance concentration": "umol/L",
    "mass concentration": "mg/dL",
    "enzyme activity": "U/L",
}
_FITTING_CODES = [
    [
        (row["code"], _UNIT_OF.get(row.get("measure", row.get("measures", "%")), "%"), row.get("reads"))
        for _, row in read_rows(name, "accept")
    ]
    for name in OBSERVATION_TABLES
]


_TEXT_VALUES = {
    "ISCN": {"valueString": "46,XY,t(9;22)(q34;q11.2)[12]/46,XY[8]"},
    "presence": {"valueCodeableConcept": concept("LA9633-4")},
    "mutations": {"valueString": "T315I"},
    "spleen": {"valueQuantity": quantity(2, "cm", "cm")},
    "pregnancy status": {"valueBoolean": False},
    "pregnancy test": {"valueString": "negative"},
}


@st.composite
def _fitting_results(draw: st.DrawFn) -> Resource:
    """Generate a result whose value fits its code, as that of most results does."""
    code, unit, reads = draw(st.sampled_from(draw(st.sampled_from(_FITTING_CODES))))
    made = draw(_ANY_OBSERVATION)
    plain = {name: value for name, value in made.items() if not name.startswith("value") and name != "dataAbsentReason"}
    value = _TEXT_VALUES.get(reads) or {"valueQuantity": quantity(draw(st.integers(0, 100)), unit, unit)}
    return {**plain, "code": concept(*reversed(code.rsplit("|", 1))), **value}


OBSERVATIONS = st.one_of(_fitting_results(), _fitting_results(), _ANY_OBSERVATION)

_medications = st.one_of(
    st.sampled_from(_DRUGS).map(lambda token: {"medicationCodeableConcept": concept(*reversed(token.rsplit("|", 1)))}),
    st.sampled_from(["Glivec 400 mg", "imatinib", "dasatinib", "aspirin"]).map(
        lambda named: {"medicationCodeableConcept": {"text": named}}
    ),
    st.sampled_from(["Medication/r-a", "#m", "Medication/missing"]).map(
        lambda named: {"medicationReference": {"reference": named}}
    ),
    st.just({}),
)
_doses = st.one_of(
    st.sampled_from([100, 200, 300, 400, 478, 600, 800]).map(lambda mg: quantity(mg, "mg", "mg")),
    st.sampled_from([quantity(1, "TAB"), quantity(2, "tablet"), quantity(5, "mL", "mL")]),
    _quantities(),
)
_repeats = st.fixed_dictionaries(
    {},
    optional={
        "frequency": st.integers(0, 4),
        "period": st.integers(0, 24) | st.decimals(0, 3, places=1),
        "periodMax": st.integers(1, 24),
        "periodUnit": st.sampled_from(["h", "d", "wk", "mo", "?"]),
        "when": st.lists(st.sampled_from(["MORN", "EVE", "C", "?"]), max_size=2),
        "dayOfWeek": st.lists(st.sampled_from(["mon", "tue", "sun"]), max_size=3),
        "boundsPeriod": _periods,
        "boundsDuration": _quantities(),
        "count": st.integers(0, 3),
    },
)
_dosages = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "text": st.sampled_from(["1 tablet daily", "", "as directed"]),
            "sequence": st.integers(1, 2),
            "asNeededBoolean": st.booleans(),
            "timing": st.fixed_dictionaries({"repeat": _repeats}),
            "doseAndRate": st.lists(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "doseQuantity": _doses,
                        "doseRange": st.fixed_dictionaries({"low": _doses, "high": _doses}),
                    },
                ),
                max_size=2,
            ),
        },
    ),
    max_size=2,
)
_reasons = _optional(
    st.lists(
        st.sampled_from(
            [
                concept("C92.10", "http://hl7.org/fhir/sid/icd-10-cm"),
                concept("C49.A0", "http://hl7.org/fhir/sid/icd-10-cm"),
                {"text": "CML"},
            ]
        ),
        max_size=1,
    )
)


def _with_drug(made: st.SearchStrategy[Resource]) -> st.SearchStrategy[Resource]:
    return st.tuples(made, _medications).map(lambda drawn: {**drawn[0], **drawn[1]})


ORDERS = _with_drug(
    _resources(
        "MedicationRequest",
        status=st.sampled_from(
            ["active"] * 4 + [*load_table("orders")["status"], *load_table("orders")["status_excluded"], "unknown"]
        ),
        intent=st.sampled_from(["order"] * 4 + ["plan", "proposal", "option", "?"]),
        authoredOn=_optional(_dates),
        reportedBoolean=_optional(st.booleans()),
        doNotPerform=_optional(st.just(False)),
        dosageInstruction=_optional(_dosages),
        dispenseRequest=_optional(
            st.fixed_dictionaries(
                {},
                optional={
                    "expectedSupplyDuration": _quantities(),
                    "numberOfRepeatsAllowed": st.integers(-1, 200),
                    "validityPeriod": _periods,
                },
            )
        ),
        reasonCode=_reasons,
    )
)
STATEMENTS = _with_drug(
    _resources(
        "MedicationStatement",
        status=st.sampled_from(["active", "completed", "stopped", "on-hold", "not-taken", "intended", "unknown", "?"]),
        effectivePeriod=_optional(_periods),
        dateAsserted=_optional(_dates),
        dosage=_optional(_dosages),
        reasonCode=_reasons,
    )
)
DISPENSES = _with_drug(
    _resources(
        "MedicationDispense",
        status=st.sampled_from(["completed", "completed", "in-progress", "stopped", "unknown"]),
        whenHandedOver=_optional(_dates),
        quantity=_optional(_doses),
        daysSupply=_optional(st.integers(-1, 400).map(lambda days: quantity(days, "days", "d"))),
    )
)
ADMINISTRATIONS = _with_drug(
    _resources(
        "MedicationAdministration",
        status=st.sampled_from(["completed", "in-progress", "not-done"]),
        effectiveDateTime=_optional(_dates),
    )
)
CONDITIONS = _resources(
    "Condition",
    code=st.sampled_from(_DISEASES).map(lambda token: concept(*reversed(token.rsplit("|", 1))))
    | st.just({"text": "CML"}),
    clinicalStatus=_optional(
        st.sampled_from([concept("active", "c"), concept("resolved", "c"), {"text": "Remission"}])
    ),
    verificationStatus=_optional(st.sampled_from([concept("confirmed", "v"), concept("refuted", "v")])),
    onsetDateTime=_optional(_dates),
    recordedDate=_optional(_dates),
)
_RESULTS = ["Observation/r-a", "https://ehr.example/Observation/r-b", "#r-a", "Observation/nowhere", "urn:uuid:0"]
REPORTS = st.tuples(
    _resources(
        "DiagnosticReport",
        status=_statuses,
        code=_codes,
        conclusion=_optional(st.sampled_from(_TEXTS)),
        contained=_optional(st.lists(OBSERVATIONS, max_size=2)),
        result=_optional(st.lists(st.sampled_from(_RESULTS).map(lambda named: {"reference": named}), max_size=2)),
    ),
    _effective,
).map(lambda drawn: {**drawn[0], **drawn[1]})
OTHERS = st.sampled_from(
    [
        {"resourceType": "Medication", "id": "r-a", "code": {"text": "imatinib"}},
        {"resourceType": "Specimen", "id": "r-a", "type": {"text": "Bone marrow"}},
        {"resourceType": "Patient", "id": PATIENT, "birthDate": "1960-02-29"},
        {"resourceType": "Patient", "id": ANOTHER, "birthDate": "2010"},
        {"resourceType": "Encounter", "id": "r-a"},
    ]
)
ANYTHING = st.one_of(
    OBSERVATIONS,
    OBSERVATIONS,
    OBSERVATIONS,
    ORDERS,
    STATEMENTS,
    DISPENSES,
    ADMINISTRATIONS,
    CONDITIONS,
    REPORTS,
    OTHERS,
)
CHARTS = st.lists(ANYTHING, max_size=12)

# --- damage -----------------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


def _places(within: Any) -> Iterator[tuple[Any, Any]]:
    entries = within.items() if isinstance(within, dict) else enumerate(within) if isinstance(within, list) else ()
    for where, what in list(entries):
        yield within, where
        yield from _places(what)


@st.composite
def damaged(draw: st.DrawFn) -> list[Resource]:
    """Generate a chart with some elements replaced, truncated, doubled or removed."""
    chart = copy.deepcopy(draw(CHARTS.filter(bool)))
    for _ in range(draw(st.integers(1, 4))):
        places = [place for resource in chart for place in _places(resource)]
        if not places:  # earlier damage removed every element
            break
        holder, where = draw(st.sampled_from(places))
        _break(draw, holder, where)
    return chart


def _break(draw: st.DrawFn, holder: Any, where: Any) -> None:
    value = holder[where]
    match draw(st.sampled_from(("anything", "cut", "wrapped", "doubled", "removed"))):
        case "cut" if isinstance(value, str | list):
            holder[where] = value[: draw(st.integers(0, len(value)))]
        case "wrapped":
            holder[where] = [value]
        case "doubled" if isinstance(value, str | list):
            holder[where] = value * 2
        case "removed" if isinstance(holder, dict):
            del holder[where]
        case _:
            holder[where] = draw(JSON)
