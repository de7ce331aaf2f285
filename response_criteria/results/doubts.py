"""Doubts: excluded data that may hold what would change the advice (decision 0047, and decision 0100 on how long).

What was recognized and could not be read withholds an escalation. It leaves no doubt if it was withdrawn, or if a
result of its subject was read that is newer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from response_criteria.model.answers import Answer
from response_criteria.model.diagnoses import Diagnosis, Disease, Phase
from response_criteria.model.history import Doubt, ExcludedData, History, Person, Sex, Subject
from response_criteria.model.medications import DrugKind, DrugOrder, DrugUse, NotTakenStatement
from response_criteria.model.periods import add_months
from response_criteria.model.results import (
    Analyte,
    BcrAbl1Result,
    BloodCount,
    Cell,
    Chemistry,
    CytogeneticMethod,
    CytogeneticResult,
    KinaseDomainMutation,
    MarrowCount,
    NegativeMutationAnalysis,
    Observed,
    Pregnancy,
    SpleenSize,
)

PENDING_DAYS = 14
"""A preliminary result is waited for so long. Our interpretation (decision 0047)."""
STANDING_COUNT = 3
"""From so many results on of one code, unit and reason, the laboratory always sends it so (decision 0047)."""

MAY_WITHHOLD = frozenset(
    {
        Subject.KARYOTYPE,
        Subject.FISH,
        Subject.BCR_ABL1,
        Subject.ATYPICAL_TRANSCRIPT,
        Subject.MUTATION,
        Subject.MARROW,
        Subject.REPORTED_PHASE,
        Subject.REPORT,
        Subject.NEUTROPHILS,
        Subject.PLATELETS,
        Subject.LEUKOCYTES,
        Subject.BLASTS,
        Subject.BASOPHILS,
        Subject.BLOOD_COUNT,
        Subject.BILIRUBIN,
        Subject.ALT,
        Subject.AST,
        Subject.RENAL_FUNCTION,
        Subject.PHASE,
        Subject.PREGNANCY,
        Subject.TRANSPLANT,
        Subject.IMATINIB,
        Subject.OTHER_TKI,
        Subject.UNIDENTIFIED_DRUG,
        Subject.GROWTH_FACTOR,
    }
)
"""Subjects of which some value would withhold an escalation."""

HEMATOLOGIC_SUBJECTS = frozenset(
    {Subject.LEUKOCYTES, Subject.PLATELETS, Subject.BLASTS, Subject.BASOPHILS, Subject.BLOOD_COUNT}
)
"""What the hematologic criteria are about: a newer doubt about it leaves them open (decision 0102)."""

CYTOGENETIC_SUBJECTS = frozenset({Subject.KARYOTYPE, Subject.FISH})
"""What the cytogenetic criteria are about: a newer doubt about it leaves them open (decision 0102)."""

BCR_ABL1_SUBJECTS = frozenset({Subject.BCR_ABL1, Subject.ATYPICAL_TRANSCRIPT})
"""Results of BCR::ABL1: an atypical transcript is read, and has no level on the International Scale (decision 0133)."""

PREGNANCY_MONTHS = range(10 * 12, 56 * 12)
"""Months of age in which pregnancy is possible: from 10 to 55 completed years (decision 0102)."""

VALID_DAYS: Mapping[Subject, int] = MappingProxyType(
    {
        Subject.PREGNANCY: 42 * 7,
        Subject.MARROW: 26 * 7,
        Subject.REPORTED_PHASE: 26 * 7,
        Subject.BLASTS: 42,
        Subject.BASOPHILS: 42,
        Subject.BLOOD_COUNT: 42,
        Subject.BILIRUBIN: 90,
        Subject.ALT: 90,
        Subject.AST: 90,
        Subject.RENAL_FUNCTION: 90,
        Subject.GROWTH_FACTOR: 28,
    }
)
"""How long a doubt lasts where a result would have no effect when older. Our interpretation (decisions 0056, 0100)."""

TOGETHER_DAYS = 28
"""An order for another inhibitor that is older than the newest one for imatinib by more than this no longer counts."""

# A report whose code does not tell what it is about is at most one of these.
_IN_REPORTS = (Subject.KARYOTYPE, Subject.FISH, Subject.BCR_ABL1, Subject.MUTATION, Subject.MARROW)

_CELLS: Mapping[Cell, Subject] = MappingProxyType(
    {
        Cell.NEUTROPHILS: Subject.NEUTROPHILS,
        Cell.PLATELETS: Subject.PLATELETS,
        Cell.LEUKOCYTES: Subject.LEUKOCYTES,
        Cell.BLASTS: Subject.BLASTS,
        Cell.BASOPHILS: Subject.BASOPHILS,
    }
)

_ANALYTES: Mapping[Analyte, Subject] = MappingProxyType(
    {
        Analyte.BILIRUBIN: Subject.BILIRUBIN,
        Analyte.ALT: Subject.ALT,
        Analyte.AST: Subject.AST,
        Analyte.CREATININE: Subject.RENAL_FUNCTION,
        Analyte.EGFR: Subject.RENAL_FUNCTION,
    }
)

_DRUGS: Mapping[DrugKind, Subject] = MappingProxyType(
    {
        DrugKind.IMATINIB: Subject.IMATINIB,
        DrugKind.OTHER_TKI: Subject.OTHER_TKI,
        DrugKind.UNRESOLVED: Subject.UNIDENTIFIED_DRUG,
        DrugKind.GROWTH_FACTOR: Subject.GROWTH_FACTOR,
    }
)

_DISEASES: Mapping[Disease, Subject] = MappingProxyType(
    {
        Disease.CML: Subject.DIAGNOSIS,
        Disease.ATYPICAL_CML: Subject.DIAGNOSIS,
        Disease.PREGNANCY: Subject.PREGNANCY,
        Disease.HEART_FAILURE: Subject.HEART_FAILURE,
        Disease.TRANSPLANT: Subject.TRANSPLANT,
    }
)


def classify_doubts(history: History, as_of: date) -> dict[ExcludedData, Doubt]:
    """Return the doubt that each excluded datum leaves on a day."""
    newest = _find_newest_days(history.observed) | _find_newest_order(history.orders, as_of)
    if Subject.BCR_ABL1 in newest:
        newest[Subject.ATYPICAL_TRANSCRIPT] = newest[Subject.BCR_ABL1]
    if days := [newest[subject] for subject in _IN_REPORTS if subject in newest]:
        newest[Subject.REPORT] = max(days)
    seen = _count_alike(history.excluded)
    doubts = {data: _classify(data, newest, seen, as_of) for data in history.excluded}
    if not may_be_pregnant(history.person, as_of):
        doubts |= {data: Doubt.NONE for data in doubts if data.subject is Subject.PREGNANCY}
    return doubts


def find_doubts(history: History, as_of: date) -> tuple[ExcludedData, ...]:
    """Return the excluded data that may withhold an escalation, newest first."""
    doubts = [data for data, doubt in classify_doubts(history, as_of).items() if doubt is not Doubt.NONE]
    return tuple(sorted(doubts, key=lambda data: (data.on is not None, -_sort_day(data), data.origin)))


def find_open_doubts(history: History, as_of: date) -> tuple[ExcludedData, ...]:
    """Return the excluded data that leave an open doubt, newest first: neither pending nor always sent so."""
    doubts = classify_doubts(history, as_of)
    return tuple(data for data in find_doubts(history, as_of) if doubts[data] is Doubt.OPEN)


def has_newer_bcr_abl1(history: History, as_of: date) -> bool:
    """Whether a BCR::ABL1 that is newer than every one that was read leaves an open doubt."""
    # Without a day it is not known to be newer: it withholds an escalation, and opens no card.
    return any(data.subject in BCR_ABL1_SUBJECTS and data.on for data in find_open_doubts(history, as_of))


def may_be_pregnant(person: Person, as_of: date) -> bool:
    """Whether pregnancy is possible: not recorded male, and of an age at which it is, as far as that is known."""
    born, months = person.birth_date, PREGNANCY_MONTHS
    is_of_age = born is None or add_months(born.earliest, months.start) <= as_of < add_months(born.latest, months.stop)
    return person.sex is not Sex.MALE and is_of_age


def _sort_day(data: ExcludedData) -> int:
    return data.on.latest.toordinal() if data.on else 0


def _classify(
    data: ExcludedData, newest: Mapping[Subject, date], seen: Mapping[tuple[str, str, str], int], as_of: date
) -> Doubt:
    if data.withdrawn or data.subject not in MAY_WITHHOLD or _is_settled(data, newest) or _is_outdated(data, as_of):
        return Doubt.NONE
    if data.pending and data.on is not None and data.on.latest >= as_of - timedelta(days=PENDING_DAYS):
        return Doubt.PENDING
    return Doubt.STANDING if seen[_identify(data)] >= STANDING_COUNT else Doubt.OPEN


def _is_settled(data: ExcludedData, newest: Mapping[Subject, date]) -> bool:
    # Without a day it may be the newest of all.
    if data.on is None or data.subject is None:
        return False
    day = newest.get(data.subject)
    # Two results of one day are two results: the one that was read does not say what the other one holds.
    return day is not None and data.on.latest < day


def _is_outdated(data: ExcludedData, as_of: date) -> bool:
    days = VALID_DAYS.get(data.subject) if data.subject else None
    return days is not None and data.on is not None and data.on.latest < as_of - timedelta(days=days)


def _identify(data: ExcludedData) -> tuple[str, str, str]:
    return data.code, data.unit, data.reason


def _count_alike(excluded: Iterable[ExcludedData]) -> Mapping[tuple[str, str, str], int]:
    counts: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for data in excluded:
        if data.code:
            counts[_identify(data)] += 1
    return counts


def _find_newest_days(observed: Sequence[Observed]) -> dict[Subject, date]:
    """Return the day of the newest result that was read, by subject."""
    newest: dict[Subject, date] = {}
    for fact in observed:
        subject = find_subject(fact)
        if subject is not None:
            newest[subject] = max(fact.on.earliest, newest.get(subject, fact.on.earliest))
    return newest


def _find_newest_order(orders: Iterable[DrugOrder], as_of: date) -> dict[Subject, date]:
    """Return the days from which on an order that could not be read may be the current treatment."""
    read = [order for order in orders if order.binding is Answer.YES and order.written.latest <= as_of]
    imatinib = _find_last_day(order for order in read if order.drug.kind is DrugKind.IMATINIB)
    tki = _find_last_day(order for order in read if order.drug.kind in (DrugKind.IMATINIB, DrugKind.OTHER_TKI))
    newest = {Subject.IMATINIB: tki} if tki else {}
    if imatinib:
        since = imatinib - timedelta(days=TOGETHER_DAYS)
        newest |= dict.fromkeys((Subject.OTHER_TKI, Subject.UNIDENTIFIED_DRUG), since)
    return newest


def _find_last_day(orders: Iterable[DrugOrder]) -> date | None:
    return max((order.written.earliest for order in orders), default=None)


def find_subject(fact: Observed | DrugOrder | DrugUse | Diagnosis | NotTakenStatement) -> Subject | None:
    """Return what a fact is about, so that it can be doubted if it turns out to be unusable."""
    match fact:
        case BloodCount():
            return _CELLS.get(fact.cell)
        case MarrowCount():
            return Subject.MARROW
        case CytogeneticResult():
            return Subject.FISH if fact.method is CytogeneticMethod.FISH else Subject.KARYOTYPE
        case BcrAbl1Result():
            return Subject.BCR_ABL1
        case KinaseDomainMutation() | NegativeMutationAnalysis():
            return Subject.MUTATION
        case Chemistry():
            return _ANALYTES[fact.analyte]
        case Pregnancy():
            return Subject.PREGNANCY
        case SpleenSize():
            return Subject.SPLEEN
        case Diagnosis():
            return find_disease_subject(fact.disease, advanced=fact.phase in (Phase.ACCELERATED, Phase.BLAST))
        case DrugOrder() | DrugUse() | NotTakenStatement():
            return find_drug_subject(fact.drug.kind, is_order=not isinstance(fact, DrugUse))
    return None


def find_disease_subject(disease: Disease, *, advanced: bool) -> Subject:
    """Return what a diagnosis is about; ``advanced``: it names an accelerated or blast phase."""
    return Subject.PHASE if disease is Disease.CML and advanced else _DISEASES[disease]


def find_drug_subject(kind: DrugKind, *, is_order: bool) -> Subject:
    """Return what an order, a statement, or another use of a drug is about."""
    # What was handed out of imatinib changes neither its dose nor whether it is ordered.
    if kind is DrugKind.IMATINIB and not is_order:
        return Subject.IMATINIB_SUPPLY
    return _DRUGS.get(kind, Subject.OTHER_DRUG)
