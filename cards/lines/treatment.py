"""The treatment with imatinib, line by line: since when, at which dose today, and every dose before."""

from collections.abc import Iterator

from cards.sentences import plain_number
from cards.wordings import treatment as wordings
from response_criteria.model.findings import DosePeriod, Therapy


def treatment_line(therapy: Therapy) -> str:
    """Since when, at which dose today, and when it was raised; empty where no imatinib is documented."""
    if therapy.started_on is None:
        return ""
    dose = therapy.current_daily_dose_mg
    known = wordings.CURRENT_DOSE_UNKNOWN if dose is None else wordings.CURRENT_DOSE.format(dose=plain_number(dose))
    raised = [] if therapy.raised_on is None else [wordings.RAISED.format(on=therapy.raised_on)]
    return " ".join((wordings.STARTED.format(on=therapy.started_on), known, *raised))


def dose_lines(therapy: Therapy) -> Iterator[str]:
    """Each stretch of treatment at one dose, oldest first."""
    return map(_dose, therapy.doses)


def _dose(period: DosePeriod) -> str:
    mg = period.daily_dose_mg
    return wordings.DOSE.format(
        starts=period.starts,
        ends=period.ends or wordings.ONGOING,
        dose=wordings.DOSE_NOT_KNOWN if mg is None else wordings.DOSE_MG.format(mg=plain_number(mg)),
    )
