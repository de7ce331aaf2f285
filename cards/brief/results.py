"""The results that decide, one line for each day and kind, with value and unit as reported."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import takewhile

from cards.brief.lead import list_evidence_in_lead
from cards.brief.room import Room
from cards.lines.evidence import sort_newest_first
from cards.markdown_escape import escape_markdown, format_code_span
from cards.selection import select_deciding_findings
from cards.sentences import format_number
from cards.wordings import brief
from response_criteria.model.assessment import Assessment, collect_evidence
from response_criteria.model.findings import ApplicabilityStatus, Evidence
from response_criteria.model.recommendations import Action
from response_criteria.model.results import Cell
from response_criteria.model.therapy import Therapy

_DECIDING_DAYS = ("latest", "first", "lowest_on", "reached_on", "unclear_on", "karyotype_on", "spleen_on", "unknown_on")
"""The values of a finding that name the day of a result on which it rests."""
_SHORT_RESULT = re.compile(r"[<>≤≥=~]{0,2}\s*\d[\d.,]*\s*[^\s()]{0,12}")
_NAMES = {str(Cell.LEUKOCYTES): "WBC"}
_ORDER = {str(cell): number for number, cell in enumerate(Cell)}
"""A blood count in the order in which it is read."""


def name_cell(cell: str) -> str:
    """Return the name of a cell on a card."""
    return _NAMES.get(cell) or escape_markdown(cell)


def list_results(assessment: Assessment, room: Room) -> str:
    """List two to six deciding results, newest first, and the treatment."""
    shown = list_evidence_in_lead(assessment, room)
    evidence = [item for item in sort_newest_first(_select_evidence(assessment)) if item not in shown]
    lines = [_format_line(items, room) for items in _group(evidence)][: room.results]
    return "\n".join(f"- {line}" for line in (*lines, *_describe_treatment(assessment)))


def _select_evidence(assessment: Assessment) -> Iterator[Evidence]:
    if assessment.applicability.status is ApplicabilityStatus.UNKNOWN:
        for reason in assessment.applicability.reasons:
            yield from reason.evidence
        return
    for finding in select_deciding_findings(assessment):
        days = {finding.values[name] for name in _DECIDING_DAYS if name in finding.values}
        yield from (item for item in finding.evidence if item.on in days)
    if assessment.recommendation.action is Action.REVIEW:
        for fact in assessment.review_facts:
            yield from fact.evidence
    # BCR::ABL1 decides no criterion, and is what a hematologist asks for first.
    latest = assessment.responses.molecular.on
    yield from (item for item in collect_evidence(assessment) if item.what == "BCR::ABL1" and item.on == latest)


def _group(evidence: Iterable[Evidence]) -> list[list[Evidence]]:
    """Group the items of one blood count; every other result stands alone."""
    groups: dict[tuple[date, str], list[Evidence]] = {}
    for item in evidence:
        is_count = any(item.what.startswith(cell) for cell in Cell)
        groups.setdefault((item.on, "" if is_count else item.what), []).append(item)
    return list(groups.values())


def _format_line(items: list[Evidence], room: Room) -> str:
    on = escape_markdown(items[0].date_as_written) or items[0].on.isoformat()
    in_order = sorted(items, key=lambda item: _ORDER.get(item.what, 0))
    return f"{on}: {', '.join(_format_item(item, room) for item in in_order)}"


def _format_item(item: Evidence, room: Room) -> str:
    name = name_cell(item.what)
    amount = "" if item.amount is None else f"{item.amount}{_format_unit(item.unit)}"
    if _says_more(item, room):
        reported = format_code_span(item.reported)
        return " ".join(filter(None, (name, amount, reported)))
    as_reported = _SHORT_RESULT.fullmatch(item.reported.strip()) and not item.unit.startswith("%")
    return " ".join(filter(None, (name, escape_markdown(item.reported) if as_reported else amount)))


def _says_more(item: Evidence, room: Room) -> bool:
    """Whether the words of the chart say more than the value, and are short enough for a card."""
    if not item.reported or len(item.reported.split()) > room.words_of_chart:
        return False
    return item.amount is None or not _SHORT_RESULT.fullmatch(item.reported.strip())


def _format_unit(unit: str) -> str:
    return escape_markdown(unit) if unit.startswith("%") or not unit else f" {escape_markdown(unit)}"


def _describe_treatment(assessment: Assessment) -> Iterator[str]:
    therapy = assessment.therapy
    if assessment.findings and therapy.started_on:
        mg = therapy.current_daily_dose_mg
        dose = brief.DOSE_UNKNOWN if mg is None else brief.DOSE.format(mg=format_number(mg))
        changed_on = _find_change(therapy)
        wording = brief.TREATMENT_CHANGED if changed_on else brief.TREATMENT
        yield wording.format(dose=dose, on=therapy.started_on, changed_on=changed_on)


def _find_change(therapy: Therapy) -> date | None:
    """Return since when the current dose is taken, if another known one was taken before it."""
    mg, days = therapy.current_daily_dose_mg, [period for period in therapy.doses if period.daily_dose_mg is not None]
    current = list(takewhile(lambda period: period.daily_dose_mg == mg, reversed(days)))
    return current[-1].starts if current and len(current) < len(days) else None
