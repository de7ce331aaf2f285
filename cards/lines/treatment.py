"""Lines on the treatment with imatinib: start, current dose, and the doses of the course."""

from collections.abc import Iterator

from cards.sentences import format_number
from cards.wordings import treatment as wordings
from response_criteria.model.therapy import DosePeriod, Therapy


def describe_treatment(therapy: Therapy) -> str:
    """Describe start, current dose and escalation; empty if no imatinib is documented."""
    if therapy.started_on is None:
        return ""
    dose = therapy.current_daily_dose_mg
    current = wordings.CURRENT_DOSE_UNKNOWN if dose is None else wordings.CURRENT_DOSE.format(dose=format_number(dose))
    escalated = [] if therapy.escalated_on is None else [wordings.ESCALATED.format(on=therapy.escalated_on)]
    return " ".join((wordings.STARTED.format(on=therapy.started_on), current, *escalated))


def describe_doses(therapy: Therapy) -> Iterator[str]:
    """Describe each period at one daily dose, oldest first."""
    return map(_describe_period, therapy.doses)


def _describe_period(period: DosePeriod) -> str:
    mg = period.daily_dose_mg
    return wordings.DOSE.format(
        starts=period.starts,
        ends=period.ends or wordings.ONGOING,
        dose=wordings.DOSE_NOT_KNOWN if mg is None else wordings.DOSE_MG.format(mg=format_number(mg)),
    )
