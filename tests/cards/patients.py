"""Invented patients, one for each kind of card, as the engine is told of them. All are judged on ``AS_OF``.

Origins and reported values are made from the facts themselves, so that a card never changes by itself.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from response_criteria.model.facts import (
    Analyte,
    BloodCount,
    Cell,
    Chemistry,
    CytogeneticMethod,
    Cytogenetics,
    Diagnosis,
    Drug,
    DrugKind,
    DrugOrder,
    DrugUse,
    History,
    KinaseDomainMutation,
    Measure,
    Observed,
    OrderStatus,
    Origin,
    Refusal,
    Transcript,
    Unread,
)
from tests.response_criteria import chart
from tests.response_criteria.chart import bcr_abl1, blood, diagnosis, healthy_chemistry, karyotype, order

AS_OF = date(2024, 6, 16)

RIFAMPIN = Drug(DrugKind.CYP3A4_INDUCER, "rifampin")
LOADED = {"leukocytes": "164", "platelets": "612", "blasts": "2", "promyelocytes": "3", "myelocytes": "14"}
RISEN = {"leukocytes": "21.4", "platelets": "468", "myelocytes": "4", "metamyelocytes": "3", "basophils": "5"}


def patient(
    *parts: Observed | DrugOrder | DrugUse | Diagnosis | tuple[Observed, ...],
    refusals: tuple[Refusal, ...] = (),
    unread: tuple[Unread, ...] = (),
) -> History:
    """An adult with these facts, each under a name that tells what it is."""
    facts = [_named(each) for part in parts for each in chart.each_of(part)]
    return History(
        person=chart.ADULT,
        observed=tuple(each for each in facts if not isinstance(each, DrugOrder | DrugUse | Diagnosis)),
        diagnoses=tuple(each for each in facts if isinstance(each, Diagnosis)),
        orders=tuple(each for each in facts if isinstance(each, DrugOrder)),
        uses=tuple(each for each in facts if isinstance(each, DrugUse)),
        refusals=refusals,
        unread=unread,
    )


def _named(fact: Any) -> Any:
    """The fact with an origin and a reported value that its own data give."""
    match fact:
        case BloodCount():
            unit = "10*3/uL" if fact.measure is Measure.CONCENTRATION else "%"
            return fact._replace(origin=_origin(fact, fact.cell), reported=f"{fact.amount} {unit}")
        case Cytogenetics():
            return fact._replace(origin=_origin(fact, fact.method), reported=_cells(fact))
        case Transcript():
            reported = "Not detected" if fact.percent_is is None else f"{fact.percent_is} %"
            return fact._replace(origin=_origin(fact, "bcr-abl1"), reported=reported)
        case Chemistry():
            return fact._replace(origin=_origin(fact, fact.analyte), reported=f"{fact.amount} {fact.unit}")
        case DrugOrder():
            origin = Origin(f"MedicationRequest/{fact.starts}-{fact.drug.name}")
            return replace(fact, origin=origin, reported=fact.product)
        case DrugUse():
            return replace(fact, origin=Origin(f"MedicationDispense/{fact.starts}-{fact.drug.name}"))
        case Diagnosis():
            return replace(fact, origin=Origin(f"Condition/{fact.disease.name.lower().replace('_', '-')}"))
        case _:
            return fact._replace(origin=_origin(fact, type(fact).__name__.lower()))


def _origin(fact: Any, what: str) -> Origin:
    return Origin(f"Observation/{fact.on}-{what.replace(' ', '-').lower()}")


def _cells(study: Cytogenetics) -> str:
    if study.cells is None:
        return f"{study.percent} %"
    positive = int(study.cells * (study.percent.exact or 0) / 100)
    return f"46,XX,t(9;22)(q34;q11.2)[{positive}]/46,XX[{study.cells - positive}]"


CML = diagnosis(on="2022-10-04")

PATIENTS: dict[str, History] = {
    "escalate-hematologic-resistance": patient(
        diagnosis(on="2024-01-05"),
        karyotype("2024-01-06", "100"),
        blood("2024-01-10", **LOADED),
        order("2024-01-12"),
        blood("2024-03-14", leukocytes="38.5", platelets="540", promyelocytes="1", myelocytes="8", metamyelocytes="5"),
        blood("2024-04-30", leukocytes="16.8", platelets="471", myelocytes="4", metamyelocytes="2"),
        bcr_abl1("2024-05-27", "38"),
        blood("2024-06-10", leukocytes="17.9", platelets="466", myelocytes="5", metamyelocytes="2"),
        healthy_chemistry("2024-06-10"),
    ),
    "escalate-two-cytogenetic-criteria": patient(
        CML,
        order("2022-10-12"),
        blood("2022-12-20"),
        blood("2023-03-21"),
        karyotype("2023-04-18", "40"),
        karyotype("2024-02-06", "75"),
        karyotype("2024-05-14", "80"),
        bcr_abl1("2023-10-10", "12"),
        bcr_abl1("2024-05-14", "24"),
        blood("2024-06-03", leukocytes="6.4", platelets="211"),
        chart.chemistry("2024-01-15", Analyte.ALT, "31", upper_limit="45"),
        order("2024-05-02", None, drug=RIFAMPIN),
    ),
    "escalate-from-300-after-a-reduction": patient(
        CML,
        order("2022-10-12", "600", status=OrderStatus.STOPPED, ends="2023-01-31"),
        order("2023-02-01", "300", tablet_mg="100"),
        blood("2022-12-20"),
        blood("2023-03-21"),
        blood("2024-05-06", **RISEN),
        blood("2024-06-11", leukocytes="27.8", platelets="515", myelocytes="6", metamyelocytes="4", basophils="7"),
        healthy_chemistry("2024-06-11"),
    ),
    "hold-three-precautions": patient(
        CML,
        order("2022-10-12"),
        blood("2022-12-20"),
        blood("2023-03-21"),
        blood("2024-05-06", **RISEN),
        blood("2024-06-11", **RISEN | {"neutrophils": "0.8"}),
        chart.chemistry("2024-06-11", Analyte.ALT, "260", upper_limit="45"),
        KinaseDomainMutation(on=chart.when("2024-05-20"), origin=Origin(""), change="T315I", reported="T315I"),
        bcr_abl1("2024-05-20", "14"),
    ),
    "hold-blasts-in-blood": patient(
        CML,
        order("2022-10-12"),
        blood("2022-12-20"),
        blood("2023-03-21"),
        blood("2024-06-14", leukocytes="44", platelets="88", blasts="18", promyelocytes="4", basophils="9"),
    ),
    "no-protocol-step-after-a-raise": patient(
        CML,
        order("2022-10-12", "400", status=OrderStatus.STOPPED, ends="2023-03-31"),
        order("2023-04-01", "800"),
        karyotype("2023-03-20", "95"),
        blood("2022-12-20"),
        blood("2023-05-30"),
        blood("2023-08-29"),
        karyotype("2023-11-14", "70"),
        karyotype("2024-05-21", "65"),
        bcr_abl1("2024-05-21", "31"),
        blood("2024-06-04"),
        healthy_chemistry("2024-06-04"),
    ),
    "confirm-leukocytes-alone": patient(
        CML,
        order("2022-10-12"),
        blood("2022-12-20"),
        blood("2023-03-21"),
        blood("2024-06-12", leukocytes="13.2"),
        karyotype("2024-02-20", "10"),
        bcr_abl1("2024-03-12", "0.4"),
    ),
    "confirm-blasts-reported": patient(
        CML,
        order("2022-10-12"),
        blood("2022-12-20"),
        blood("2023-03-21"),
        blood("2024-06-12", leukocytes="9.8", blasts="3"),
        karyotype("2024-02-20", "10"),
    ),
    "confirm-by-karyotype-after-fish": patient(
        CML,
        order("2022-10-12"),
        blood("2022-12-20"),
        blood("2023-03-21"),
        blood("2024-06-12"),
        karyotype("2024-05-20", "64", cells=200)._replace(method=CytogeneticMethod.FISH),
        bcr_abl1("2024-05-20", "22"),
    ),
    "complete-data-nothing-recent": patient(
        CML,
        order("2022-10-12"),
        blood("2022-12-20", Cell.LEUKOCYTES, Cell.PLATELETS),
    ),
    "complete-data-two-inhibitors": patient(
        CML,
        order("2022-10-12"),
        order("2024-05-20"),
        order("2024-06-01", "100", drug=chart.DASATINIB, tablet_mg="100"),
    ),
    "complete-data-hostile-chart": patient(
        CML,
        order("2022-10-12"),
        blood("2022-12-20"),
        blood("2023-03-21"),
        blood("2024-06-12"),
        karyotype("2024-02-20", "0"),
        refusals=(
            Refusal(Origin("Observation/<b>1</b>"), 'the unit "K/mcL | <script>alert(1)</script>" is not known'),
            Refusal(Origin("Observation/2"), "[click](https://evil.example) is not a number"),
        ),
        unread=(Unread("dispenses", "the server answered 503"),),
    ),
}
