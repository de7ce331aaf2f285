"""Invented patients, one or more for each kind of card, as facts of the engine. All are assessed as of ``AS_OF``.

Origins and reported values are derived from the facts, so that golden cards are stable.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from response_criteria.model.diagnoses import Diagnosis
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, History, UnavailableQuery
from response_criteria.model.medications import Drug, DrugKind, DrugOrder, DrugUse, OrderStatus
from response_criteria.model.results import (
    Analyte,
    BcrAbl1Result,
    BloodCount,
    Cell,
    Chemistry,
    CytogeneticMethod,
    CytogeneticResult,
    KinaseDomainMutation,
    Measure,
    Observed,
)
from tests.response_criteria import chart
from tests.response_criteria.chart import bcr_abl1, blood, diagnosis, healthy_chemistry, karyotype, order

AS_OF = date(2024, 6, 16)

RIFAMPIN = Drug(DrugKind.CYP3A4_INDUCER, "rifampin")
AT_DIAGNOSIS = {"leukocytes": "164", "platelets": "612", "blasts": "2", "promyelocytes": "3", "myelocytes": "14"}
RELAPSED = {"leukocytes": "21.4", "platelets": "468", "myelocytes": "4", "metamyelocytes": "3", "basophils": "5"}


def patient(
    *parts: Observed | DrugOrder | DrugUse | Diagnosis | tuple[Observed, ...],
    excluded: tuple[ExcludedData, ...] = (),
    unavailable_queries: tuple[UnavailableQuery, ...] = (),
) -> History:
    """An adult with these facts; the origin of a fact describes it."""
    facts = [_name_fact(fact) for part in parts for fact in chart.as_tuple(part)]
    return History(
        person=chart.ADULT,
        observed=tuple(fact for fact in facts if not isinstance(fact, DrugOrder | DrugUse | Diagnosis)),
        diagnoses=tuple(fact for fact in facts if isinstance(fact, Diagnosis)),
        orders=tuple(fact for fact in facts if isinstance(fact, DrugOrder)),
        uses=tuple(fact for fact in facts if isinstance(fact, DrugUse)),
        excluded=excluded,
        unavailable_queries=unavailable_queries,
    )


def _name_fact(fact: Any) -> Any:
    """Return the fact with an origin and a reported value derived from its data."""
    match fact:
        case BloodCount():
            unit = "10*3/uL" if fact.measure is Measure.CONCENTRATION else "%"
            return fact._replace(origin=_build_origin(fact, fact.cell), reported=f"{fact.amount} {unit}")
        case CytogeneticResult():
            return fact._replace(origin=_build_origin(fact, fact.method), reported=_format_iscn(fact))
        case BcrAbl1Result():
            reported = "Not detected" if fact.percent_is is None else f"{fact.percent_is} %"
            return fact._replace(origin=_build_origin(fact, "bcr-abl1"), reported=reported)
        case Chemistry():
            return fact._replace(origin=_build_origin(fact, fact.analyte), reported=f"{fact.amount} {fact.unit}")
        case DrugOrder():
            origin = Origin(f"MedicationRequest/{fact.starts}-{fact.drug.name}")
            return replace(fact, origin=origin, reported=fact.product)
        case DrugUse():
            return replace(fact, origin=Origin(f"MedicationDispense/{fact.starts}-{fact.drug.name}"))
        case Diagnosis():
            return replace(fact, origin=Origin(f"Condition/{fact.disease.name.lower().replace('_', '-')}"))
        case _:
            return fact._replace(origin=_build_origin(fact, type(fact).__name__.lower()))


def _build_origin(fact: Any, what: str) -> Origin:
    return Origin(f"Observation/{fact.on}-{what.replace(' ', '-').lower()}")


def _format_iscn(analysis: CytogeneticResult) -> str:
    if analysis.cells is None:
        return f"{analysis.percent} %"
    positive = int(analysis.cells * (analysis.percent.exact or 0) / 100)
    return f"46,XX,t(9;22)(q34;q11.2)[{positive}]/46,XX[{analysis.cells - positive}]"


CML = diagnosis(on="2022-10-04")

PATIENTS: dict[str, History] = {
    "escalate-hematologic-resistance": patient(
        diagnosis(on="2024-01-05"),
        karyotype("2024-01-06", "100"),
        blood("2024-01-10", **AT_DIAGNOSIS),
        order("2024-01-12"),
        blood("2024-03-14", leukocytes="38.5", platelets="540", promyelocytes="1", myelocytes="8", metamyelocytes="5"),
        blood("2024-04-30", leukocytes="16.8", platelets="471", myelocytes="4", metamyelocytes="2"),
        bcr_abl1("2024-05-27", "38"),
        blood("2024-06-10", leukocytes="17.9", platelets="466", myelocytes="5", metamyelocytes="2"),
        healthy_chemistry("2024-06-10"),
    ),
    "review-after-another-inhibitor": patient(
        diagnosis(on="2020-03-02"),
        order("2020-03-10", "100", drug=chart.DASATINIB, ends="2022-10-11", status=OrderStatus.COMPLETED),
        order("2022-10-12"),
        blood("2022-12-20"),
        blood("2023-03-21"),
        bcr_abl1("2023-10-10", "0.6"),
        karyotype("2024-05-14", "0"),
        bcr_abl1("2024-05-14", "8"),
        blood("2024-06-03"),
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
        blood("2024-05-06", **RELAPSED),
        blood("2024-06-11", leukocytes="27.8", platelets="515", myelocytes="6", metamyelocytes="4", basophils="7"),
        healthy_chemistry("2024-06-11"),
    ),
    "hold-three-precautions": patient(
        CML,
        order("2022-10-12"),
        blood("2022-12-20"),
        blood("2023-03-21"),
        blood("2024-05-06", **RELAPSED),
        blood("2024-06-11", **RELAPSED | {"neutrophils": "0.8"}),
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
    "no-protocol-step-after-an-escalation": patient(
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
        bcr_abl1("2024-03-11", "0.4"),
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
        excluded=(
            ExcludedData(Origin("Observation/<b>1</b>"), 'the unit "K/mcL | <script>alert(1)</script>" is not known'),
            ExcludedData(Origin("Observation/2"), "[click](https://evil.example) is not a number"),
        ),
        unavailable_queries=(UnavailableQuery("dispenses", "the server answered 503"),),
    ),
}
