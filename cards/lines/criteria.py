"""Lines on the escalation criteria: status, rule and interpretations."""

from collections.abc import Iterable

from cards.descriptions import describe_finding, describe_missing
from cards.markdown_escape import escape_markdown
from cards.sentences import join_names
from cards.wordings import layout
from response_criteria.model.citation import Citation
from response_criteria.model.findings import Criterion, Finding


def format_finding(finding: Finding) -> str:
    """Format title, status and explanation of a criterion."""
    return layout.FINDING.format(
        title=finding.criterion.title,
        status=layout.STATUS_NAMES[finding.status],
        text=describe_finding(finding, escape_markdown),
    )


def format_finding_with_missing(finding: Finding) -> str:
    """Format a criterion followed by the data that are missing for it."""
    missing = join_names([describe_missing(item, escape_markdown) for item in finding.missing])
    return " ".join((format_finding(finding), *([layout.ALSO_MISSING.format(missing=missing)] if missing else [])))


def format_rule(criterion: Criterion) -> str:
    """Format the text of the rule with its source."""
    return layout.RULE_LINE.format(
        title=criterion.title, rule=escape_markdown(criterion.rule), source=format_source(criterion.citation)
    )


def format_interpretations(criteria: Iterable[Criterion], *, in_full: bool) -> list[str]:
    """Format our interpretations of these criteria: a line for each, or one line with their decision numbers."""
    interpretations = sorted(
        {(item.decision, item.text) for criterion in criteria for item in criterion.interpretations}
    )
    if in_full:
        return [
            layout.INTERPRETATION.format(decision=decision, text=escape_markdown(text))
            for decision, text in interpretations
        ]
    decisions = join_names(list(dict.fromkeys(decision for decision, _ in interpretations)))
    return [layout.INTERPRETATIONS.format(decisions=decisions)] if decisions else []


def format_source(citation: Citation) -> str:
    """Format a citation as a link with the place in the publication."""
    return layout.SOURCE.format(label=citation.work.label, url=citation.work.url, place=escape_markdown(citation.place))
