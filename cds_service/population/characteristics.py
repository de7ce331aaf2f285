"""The latest results of a patient that the founding paper's Table 1 asks about."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from response_criteria.model.diagnoses import Disease
from response_criteria.model.history import History
from response_criteria.model.periods import months_between
from response_criteria.model.results import (
    BloodCount,
    Cell,
    CytogeneticMethod,
    CytogeneticResult,
    MarrowCount,
    Measure,
    Observed,
    SpleenSize,
)

Selected = Callable[[Observed], float | None]


def _read_count(cell: Cell, measure: Measure) -> Selected:
    def read(fact: Observed) -> float | None:
        is_wanted = isinstance(fact, BloodCount) and (fact.cell, fact.measure) == (cell, measure)
        return _exact(fact) if is_wanted else None

    return read


def _read_marrow(cell: Cell) -> Selected:
    return lambda fact: _exact(fact) if isinstance(fact, MarrowCount) and fact.cell == cell else None


def _read_ph(fact: Observed) -> float | None:
    is_karyotype = isinstance(fact, CytogeneticResult) and fact.method is CytogeneticMethod.KARYOTYPE
    return _exact(fact) if is_karyotype else None


def _read_spleen(fact: Observed) -> float | None:
    return _exact(fact) if isinstance(fact, SpleenSize) else None


def _exact(fact: Observed) -> float | None:
    match fact:
        case BloodCount() | MarrowCount():
            amount = fact.amount
        case CytogeneticResult():
            amount = fact.percent
        case SpleenSize():
            amount = fact.below_costal_margin_cm
        case _:
            return None
    return None if amount.exact is None else float(amount.exact)


RESULTS: Mapping[str, tuple[str, Selected]] = MappingProxyType(
    {
        "spleen_cm": ("spleen below the costal margin in cm", _read_spleen),
        "leukocytes": ("leukocytes in 10^9/L", _read_count(Cell.LEUKOCYTES, Measure.CONCENTRATION)),
        "platelets": ("platelets in 10^9/L", _read_count(Cell.PLATELETS, Measure.CONCENTRATION)),
        "blood_blasts_percent": ("blasts in blood in %", _read_count(Cell.BLASTS, Measure.SHARE)),
        "blood_basophils_percent": ("basophils in blood in %", _read_count(Cell.BASOPHILS, Measure.SHARE)),
        "marrow_blasts_percent": ("blasts in marrow in %", _read_marrow(Cell.BLASTS)),
        "marrow_basophils_percent": ("basophils in marrow in %", _read_marrow(Cell.BASOPHILS)),
        "ph_positive_percent": ("Ph-positive metaphases in %, by karyotype", _read_ph),
    }
)
"""The results by the names of their columns, each with what it is; the latest exact value counts."""


def find_latest(history: History, as_of: date, select: Selected) -> float | None:
    """Return the latest value of a result, up to a day; of several on one day the highest."""
    values = [(fact.on.latest, value) for fact in history.observed if (value := select(fact)) is not None]
    return max((item for item in values if item[0] <= as_of), default=(None, None))[1]


def find_months_to_treatment(history: History, started_on: date | None) -> int | None:
    """Return the whole months from the earliest day of the diagnosis of CML to the start of treatment."""
    days = [item.on.earliest for item in history.diagnoses if item.disease is Disease.CML and item.on]
    return months_between(min(days), started_on) if days and started_on else None


def has_additional_abnormality(history: History) -> bool | None:
    """Whether the latest karyotype shows a clonal change besides the Philadelphia chromosome; None without one."""
    karyotypes = [
        fact
        for fact in history.observed
        if isinstance(fact, CytogeneticResult) and fact.method is CytogeneticMethod.KARYOTYPE
    ]
    latest = max(karyotypes, key=lambda fact: (fact.on.latest, fact.origin), default=None)
    return bool(latest.additional_abnormalities) if latest else None
