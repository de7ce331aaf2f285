"""One line for each piece of evidence: when, what, how much, how it was reported, and where it stands."""

from collections.abc import Iterable

from cards.markdown_escape import escaped, one_line, verbatim
from cards.sentences import ChartText
from cards.wordings import layout
from response_criteria.model.findings import Evidence


def evidence_lines(evidence: Iterable[Evidence]) -> list[str]:
    """Each piece of evidence once, newest first, as Markdown in which text from the chart cannot act."""
    return [_line(each, escaped, verbatim) for each in newest_first(evidence)]


def plain_evidence_lines(evidence: Iterable[Evidence]) -> list[str]:
    """The same as plain text."""
    return [_line(each, one_line, one_line) for each in newest_first(evidence)]


def newest_first(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Each piece once; those of one day by what they are, then by where they stand."""
    return sorted(set(evidence), key=lambda each: (-each.on.toordinal(), each.what, each.origin, each.reported))


def _line(evidence: Evidence, words: ChartText, chart_text: ChartText) -> str:
    return layout.EVIDENCE.format(
        on=words(evidence.dated) or evidence.on.isoformat(),
        what=words(evidence.what),
        amount=_amount(evidence, words(evidence.unit)),
        reported=layout.REPORTED.format(reported=chart_text(evidence.reported)) if evidence.reported else "",
        origin=chart_text(evidence.origin),
    )


def _amount(evidence: Evidence, unit: str) -> str:
    if evidence.amount is None:
        return ""
    gap = "" if unit.startswith("%") or not unit else " "
    return f" {evidence.amount}{gap}{unit}"
