"""When tests are done, and what they show: counts, BCR::ABL1, chromosomes and mutations of one patient."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cds_service.synthetic_charts.clinic.analyzers import (
    Analyzer,
    AutomatedCount,
    automated_count,
    count_without_differential,
)
from cds_service.synthetic_charts.clinic.complications import Complication, with_unreadable_platelets
from cds_service.synthetic_charts.clinic.counts import (
    draw_count_below_stop,
    draw_count_in_infection,
    draw_normal_count,
    draw_smear_of_active_disease,
    draw_smear_of_diagnosis,
    draw_smokers_count,
)
from cds_service.synthetic_charts.clinic.courses import Trajectory, find_range
from cds_service.synthetic_charts.clinic.draws import Draws
from cds_service.synthetic_charts.clinic.event import Event
from cds_service.synthetic_charts.clinic.truth import Count, Mutation, Percent
from cds_service.synthetic_charts.entry import Entry
from cds_service.synthetic_charts.genetics import bcr_abl1, karyotype, kinase_domain_mutation

MONTH_DAYS = 30.44
MISSED_BCR_ABL1 = 1 / 12
"""Each BCR::ABL1 after the first is missed with this probability."""
WEEKS_TO_NORMAL_COUNTS = 6
WEEKS_WITH_SMEARS = 4
"""Laboratories stop reviewing smears by hand when the analyzer sees nothing more: the last smear is not normal yet."""
COUNTS_FAIL_AFTER_LOSS = 6
"""Months from the loss of a response to failing blood counts."""
INFECTIONS_A_YEAR = 1.5
LIMIT_OF_QUANTIFICATION = Decimal("0.0032")
MUTATIONS = ("T315I", "Y253H", "E255K", "F359V")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoredPatient:
    """What the results of a patient depend on. ``place`` from 0 to 1 is the patient's place within its course."""

    trajectory: Trajectory
    place: float
    lost_after: float
    """Months to the loss of the response; infinite if there is none."""
    analyzer: Analyzer
    started: date
    until: date
    sex_chromosomes: str
    age_at_start: int
    complications: frozenset[Complication]

    def months(self, day: date) -> float:
        """Return the months of imatinib on a day."""
        return (day - self.started).days / MONTH_DAYS

    def counts_fail(self, day: date) -> bool:
        """Return whether the leukemia shows in the blood counts of a day, after the first weeks."""
        if not self.trajectory.counts_fail:
            return False
        fails_from = self.lost_after + COUNTS_FAIL_AFTER_LOSS if self.trajectory.after_loss else 0
        return self.months(day) >= fails_from


def write_bcr_abl1(draws: Draws, patient: MonitoredPatient) -> Iterator[tuple[Event, Percent]]:
    """Write BCR::ABL1 at diagnosis and every three months; one in twelve is missed."""
    day = patient.started - timedelta(days=3)
    while day <= patient.until:
        if day < patient.started or not draws.happens(MISSED_BCR_ABL1):
            percent = _draw_percent(draws, patient, day)
            known_on = draws.day_after(day, 5, 9)
            yield Event(known_on, day, bcr_abl1(_report(percent))), Percent(known_on, day, percent)
        day = draws.day_after(day, 84, 98)


def _draw_percent(draws: Draws, patient: MonitoredPatient, day: date) -> Decimal:
    month, trajectory = patient.months(day), patient.trajectory
    if month < patient.lost_after:
        limits = find_range(trajectory.ranges, month)
    else:
        limits = find_range(trajectory.after_loss, month - patient.lost_after)
    place = min(max(patient.place + draws.gauss(0, 0.15), 0.02), 0.98)
    return Decimal(f"{limits.lowest * (limits.highest / limits.lowest) ** place:.2g}").normalize()


def _report(percent: Decimal) -> str:
    if percent < LIMIT_OF_QUANTIFICATION / 2:
        return "NOT DETECTED"
    return f"<{LIMIT_OF_QUANTIFICATION}" if percent < LIMIT_OF_QUANTIFICATION else f"{percent:f}"


def write_karyotypes(
    draws: Draws, patient: MonitoredPatient, failed_on: date | None
) -> Iterator[tuple[Event, Percent]]:
    """Write chromosomes: at diagnosis, rarely in the first year, and in most patients once the treatment has failed."""
    days = [patient.started - timedelta(days=3)]
    if draws.happens(0.15):
        days.append(draws.day_after(patient.started, 350, 380))
    if failed_on and draws.happens(0.6):
        days.append(draws.day_after(failed_on, 14, 40))
    for day in sorted(day for day in days if day <= patient.until):
        positive = 20 if day < patient.started else _count_positive(_draw_percent(draws, patient, day))
        known_on = draws.day_after(day, 10, 21)
        entry = karyotype(positive, of=20, sex=patient.sex_chromosomes)
        yield Event(known_on, day, entry), Percent(known_on, day, Decimal(positive * 5))


def _count_positive(percent: Decimal) -> int:
    """Return the positive metaphases of 20 that go with a BCR::ABL1: none up to 1%, a third at 10%."""
    return 0 if percent <= 1 else min(20, round(float(percent) * 0.7))


def write_mutation_analysis(draws: Draws, failed_on: date | None, until: date) -> Iterator[tuple[Event, Mutation]]:
    """Write the mutation that a third of the patients have after failure."""
    if failed_on and draws.happens(0.33):
        on = draws.day_after(failed_on, 14, 60)
        change, known_on = draws.choice(MUTATIONS), on + timedelta(days=14)
        if on <= until:
            yield Event(known_on, on, kinase_domain_mutation(change)), Mutation(known_on, on, change)


def write_counts(draws: Draws, patient: MonitoredPatient) -> Iterator[tuple[Event, Count]]:
    """Write the blood counts: weekly, then monthly, then quarterly, and in infections."""
    below_stop = draws.day_after(patient.started, 40, 150)
    for day in _list_count_days(draws, patient):
        yield _write_count(draws, patient, day, _draw_for_visit(draws, patient, day))
    if Complication.COUNTS_BELOW_STOP in patient.complications and below_stop <= patient.until:
        yield _write_count(draws, patient, below_stop, draw_count_below_stop(draws, patient.analyzer))
    if Complication.INFECTIONS in patient.complications:
        for day in _list_infections(draws, patient):
            yield _write_count(draws, patient, day, draw_count_in_infection(draws, patient.analyzer))


def _list_count_days(draws: Draws, patient: MonitoredPatient) -> Iterator[date]:
    day = patient.started
    while day <= patient.until:
        yield day
        interval = _find_interval(patient, day)
        day = draws.day_after(day, interval - interval // 7, interval + interval // 7)


def _find_interval(patient: MonitoredPatient, day: date) -> int:
    """Return the days to the next count: a week, a month or a quarter; a month while counts fail."""
    month = patient.months(day)
    if month < 2:
        return 7
    return 30 if month < 12 or patient.counts_fail(day) else 91


def _list_infections(draws: Draws, patient: MonitoredPatient) -> Iterator[date]:
    day = patient.started + timedelta(days=90)
    while (day := day + timedelta(days=1 + round(draws.expovariate(INFECTIONS_A_YEAR / 365)))) <= patient.until:
        yield day


def _draw_for_visit(draws: Draws, patient: MonitoredPatient, day: date) -> AutomatedCount:
    if Complication.SMOKER in patient.complications:
        return draw_smokers_count(draws, patient.analyzer)
    return draw_normal_count(draws, patient.analyzer)


def _write_count(draws: Draws, patient: MonitoredPatient, day: date, count: AutomatedCount) -> tuple[Event, Count]:
    """Write one count: with a manual differential while the leukemia shows, else as drawn."""
    fails, weeks = patient.counts_fail(day), (day - patient.started).days / 7
    below_stop = False
    if weeks < WEEKS_WITH_SMEARS:
        entry: Entry = draw_smear_of_diagnosis(draws, 1 - weeks / WEEKS_TO_NORMAL_COUNTS).entry()
    elif fails:
        entry = draw_smear_of_active_disease(draws).entry()
    else:
        entry, below_stop = _write_automated(draws, patient, count), count.neutrophils < 1
    if Complication.UNREADABLE_UNIT in patient.complications:
        entry = with_unreadable_platelets(entry)
    return Event(day, day, entry), Count(day, day, fails, below_stop)


def _write_automated(draws: Draws, patient: MonitoredPatient, count: AutomatedCount) -> Entry:
    is_incomplete = Complication.MISSING_DIFFERENTIALS in patient.complications and draws.happens(0.3)
    return (count_without_differential if is_incomplete else automated_count)(patient.analyzer, count)
