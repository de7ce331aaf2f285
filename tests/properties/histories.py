"""Strategies for histories of every kind, likely and unlikely."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from response_criteria.model.answers import Answer
from response_criteria.model.diagnoses import Diagnosis, Disease
from response_criteria.model.history import History
from response_criteria.model.medications import Drug, DrugKind, DrugOrder, DrugUse, OrderStatus, UseKind
from response_criteria.model.results import Analyte, Cell, Observed
from tests.response_criteria.chart import (
    ADULT,
    DASATINIB,
    IMATINIB,
    TODAY,
    bcr_abl1,
    blood,
    chemistry,
    diagnosis,
    healthy_chemistry,
    karyotype,
    marrow,
    mutation,
    order,
    pregnancy,
    relapsed_history,
    resistant_history,
    use,
)

Results = tuple[Observed, ...]

_COUNTS: tuple[dict[str, str], ...] = (
    {},
    {},
    {"leukocytes": "10.0"},
    {"leukocytes": "25", "myelocytes": "6", "platelets": "600"},
    {"blasts": "2"},
    {"blasts": "17"},
    {"neutrophils": "0.9"},
    {"platelets": "<60"},
)


def _dates(max_days_ago: int) -> st.SearchStrategy[str]:
    """Draw days up to today, and occasionally a month."""
    days = st.integers(0, max_days_ago).map(lambda ago: (TODAY - timedelta(days=ago)).isoformat())
    return st.one_of(days, days, days, days, days, days, days, days.map(lambda day: day[:7]))


def _results(build: Callable[[str, str], Observed], values: tuple[str, ...]) -> st.SearchStrategy[Results]:
    return st.tuples(_dates(900), st.sampled_from(values)).map(lambda drawn: (build(*drawn),))


BLOOD = st.tuples(_dates(900), st.sampled_from(_COUNTS)).map(lambda drawn: blood(drawn[0], **drawn[1]))
FEW_ITEMS = _dates(120).map(lambda on: blood(on, Cell.LEUKOCYTES, Cell.PLATELETS))
KARYOTYPES = _results(karyotype, ("0", "5", "34", "35", "64.9", "65", "100", "<5", "120"))
FEW_METAPHASES = _results(lambda on, percent: karyotype(on, percent, cells=12), ("0", "60"))
BCR_ABL1_RESULTS = _results(bcr_abl1, ("0.05", "1", "1.1", "12", "<0.01", "not detected", "detected", "-1"))

CRITERION_RESULTS = st.one_of(BLOOD, BLOOD, BLOOD, FEW_ITEMS, KARYOTYPES, KARYOTYPES, FEW_METAPHASES)

PRECAUTION_RESULTS = st.one_of(
    _results(mutation, ("T315I", "F359C")),
    _results(lambda on, answer: pregnancy(on, Answer(answer)), ("yes", "no", "unknown")),
    _results(lambda on, value: chemistry(on, Analyte.ALT, value, upper_limit="40"), ("20", "500", ">100")),
    _results(lambda on, value: chemistry(on, Analyte.EGFR, value), ("15", "45", "90")),
    _results(lambda on, percent: marrow(on, Cell.BLASTS, percent), ("2", "16")),
    _dates(400).map(healthy_chemistry),
)
"""Results that no criterion uses."""

DISEASES = st.lists(
    st.builds(
        diagnosis,
        st.sampled_from((Disease.HEART_FAILURE, Disease.TRANSPLANT, Disease.PREGNANCY)),
        active=st.booleans(),
    ),
    max_size=2,
)

_NAMED_IN_TEXT = Drug(DrugKind.IMATINIB, "Glivec", coded=False)


_BINDING = st.sampled_from((*(Answer.YES,) * 8, Answer.NO, Answer.UNKNOWN))


@st.composite
def _orders(draw: st.DrawFn) -> DrugOrder:
    status = draw(st.sampled_from(OrderStatus))
    starts = draw(_dates(800))
    ends = draw(st.none() | _dates(300))
    drug = draw(st.sampled_from((IMATINIB, IMATINIB, IMATINIB, IMATINIB, DASATINIB, _NAMED_IN_TEXT)))
    dose = draw(st.sampled_from(("300", "400", "400", "400", "600", "800", None)))
    return order(starts, dose, drug=drug, status=status, ends=ends, binding=draw(_BINDING))


@st.composite
def _uses(draw: st.DrawFn) -> DrugUse:
    return use(
        draw(_dates(800)),
        kind=draw(st.sampled_from(UseKind)),
        drug=draw(st.sampled_from((IMATINIB, IMATINIB, DASATINIB))),
        ongoing=draw(st.booleans()),
        days_supplied=draw(st.none() | st.integers(0, 200)),
    )


@st.composite
def _invented_histories(draw: st.DrawFn) -> History:
    """Draw the history of an adult, mostly one with CML who has taken imatinib for some time."""
    started = TODAY - timedelta(days=draw(st.integers(0, 900)))
    steady = order(started.isoformat(), draw(st.sampled_from(("300", "400"))))
    results = draw(
        st.lists(st.one_of(CRITERION_RESULTS, CRITERION_RESULTS, BCR_ABL1_RESULTS, PRECAUTION_RESULTS), max_size=14)
    )
    cml: list[Diagnosis] = [diagnosis()] if draw(st.integers(0, 9)) else []
    return History(
        person=ADULT,
        observed=tuple(result for group in results for result in group),
        diagnoses=(*cml, *draw(DISEASES)),
        orders=(steady, *draw(st.lists(_orders(), max_size=2))),
        uses=tuple(draw(st.lists(_uses(), max_size=2))),
    )


@st.composite
def _histories_near_escalation(draw: st.DrawFn) -> History:
    """Draw a history in which a criterion is met, with a few more entries."""
    history = draw(st.sampled_from((resistant_history(), relapsed_history())))
    results = draw(st.lists(st.one_of(CRITERION_RESULTS, BCR_ABL1_RESULTS, PRECAUTION_RESULTS), max_size=2))
    return replace(
        history,
        observed=(*history.observed, *(result for group in results for result in group)),
        orders=(*history.orders, *draw(st.lists(_orders(), max_size=1))),
    )


def histories() -> st.SearchStrategy[History]:
    """Draw histories with much missing, or with an escalation criterion met."""
    return st.one_of(_invented_histories(), _histories_near_escalation())
