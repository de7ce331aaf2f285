"""Histories of every kind, likely and unlikely ones: the material of the properties."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from response_criteria.model.answers import Answer
from response_criteria.model.facts import (
    Analyte,
    Cell,
    Diagnosis,
    Disease,
    Drug,
    DrugKind,
    DrugOrder,
    DrugUse,
    History,
    Observed,
    OrderStatus,
    UseKind,
)
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
    relapsed,
    resistant,
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


def _dates(most_days_ago: int) -> st.SearchStrategy[str]:
    """Days up to today; rarely a month alone."""
    days = st.integers(0, most_days_ago).map(lambda ago: (TODAY - timedelta(days=ago)).isoformat())
    return st.one_of(days, days, days, days, days, days, days, days.map(lambda day: day[:7]))


def _drawn(make: Callable[[str, str], Observed], values: tuple[str, ...]) -> st.SearchStrategy[Results]:
    return st.tuples(_dates(900), st.sampled_from(values)).map(lambda drawn: (make(*drawn),))


BLOOD = st.tuples(_dates(900), st.sampled_from(_COUNTS)).map(lambda drawn: blood(drawn[0], **drawn[1]))
FEW_ITEMS = _dates(120).map(lambda on: blood(on, Cell.LEUKOCYTES, Cell.PLATELETS))
KARYOTYPES = _drawn(karyotype, ("0", "5", "34", "35", "64.9", "65", "100", "<5", "120"))
FEW_METAPHASES = _drawn(lambda on, percent: karyotype(on, percent, cells=12), ("0", "60"))
TRANSCRIPTS = _drawn(bcr_abl1, ("0.05", "1", "1.1", "12", "<0.01", "not detected", "detected", "-1"))

FOR_CRITERIA = st.one_of(BLOOD, BLOOD, BLOOD, FEW_ITEMS, KARYOTYPES, KARYOTYPES, FEW_METAPHASES)

FOR_PRECAUTIONS_ALONE = st.one_of(
    _drawn(mutation, ("T315I", "F359C")),
    _drawn(lambda on, answer: pregnancy(on, Answer(answer)), ("yes", "no", "unknown")),
    _drawn(lambda on, value: chemistry(on, Analyte.ALT, value, upper_limit="40"), ("20", "500", ">100")),
    _drawn(lambda on, value: chemistry(on, Analyte.EGFR, value), ("15", "45", "90")),
    _drawn(lambda on, percent: marrow(on, Cell.BLASTS, percent), ("2", "16")),
    _dates(400).map(healthy_chemistry),
)
"""No criterion asks about them."""

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
def _made_up(draw: st.DrawFn) -> History:
    """Anything about an adult, mostly one with CML who has taken imatinib for some time."""
    started = TODAY - timedelta(days=draw(st.integers(0, 900)))
    steady = order(started.isoformat(), draw(st.sampled_from(("300", "400"))))
    results = draw(st.lists(st.one_of(FOR_CRITERIA, FOR_CRITERIA, TRANSCRIPTS, FOR_PRECAUTIONS_ALONE), max_size=14))
    ill: list[Diagnosis] = [diagnosis()] if draw(st.integers(0, 9)) else []
    return History(
        person=ADULT,
        observed=tuple(each for some in results for each in some),
        diagnoses=(*ill, *draw(DISEASES)),
        orders=(steady, *draw(st.lists(_orders(), max_size=2))),
        uses=tuple(draw(st.lists(_uses(), max_size=2))),
    )


@st.composite
def _disturbed(draw: st.DrawFn) -> History:
    """A patient in whom a criterion is met, with a little more in the chart."""
    history = draw(st.sampled_from((resistant(), relapsed())))
    results = draw(st.lists(st.one_of(FOR_CRITERIA, TRANSCRIPTS, FOR_PRECAUTIONS_ALONE), max_size=2))
    return replace(
        history,
        observed=(*history.observed, *(each for some in results for each in some)),
        orders=(*history.orders, *draw(st.lists(_orders(), max_size=1))),
    )


def histories() -> st.SearchStrategy[History]:
    """Histories in which much can be missing, and such in which a dose step may be near."""
    return st.one_of(_made_up(), _disturbed())
