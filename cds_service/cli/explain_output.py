"""The output of ``explain``: as text for people, and as JSON for scripts."""

from collections.abc import Iterator
from textwrap import fill
from typing import Any

from cards import TEXT_WIDTH, one_line
from fhir_mappings import ChartExplanation, FactExplanation, MatchedCode, ResourceExplanation, ResourceOutcome

Json = dict[str, Any]

MAX_LINES = 20
"""Codes or units listed in the text; the JSON has all of them."""

NO_UNIT = "no unit"


def format_explanation(explanation: ChartExplanation) -> str:
    """Format one paragraph per resource, in the order of the Bundle, and a summary."""
    resources = (*explanation.resources, *explanation.contained_results)
    paragraphs = ["\n".join(_format_resource(resource)) for resource in resources]
    return "\n\n".join((*paragraphs, *_format_summary(explanation))) + "\n"


def _format_resource(resource: ResourceExplanation) -> Iterator[str]:
    yield _wrap(f"{resource.reference}: {resource.outcome}", "")
    for explained in resource.facts:
        yield _wrap(_format_fact(explained), "  ")
        fact = explained.fact
        details = (f"in the chart: {fact.reported}" if fact.reported else "", fact.note)
        yield from (_wrap(line, "    ") for line in (*details, *map(_format_code, explained.codes)) if line)
    yield from (_wrap(line, "  ") for line in (*resource.reasons, *map(_format_code, resource.codes)))


def _format_fact(explained: FactExplanation) -> str:
    fact = explained.fact
    date = f", {fact.date_text}" if fact.date_text else ""
    value = f"{fact.value} {fact.unit}".strip()
    return f"{fact.label}: {value}{date}" if value else f"{fact.label}{date}"


def _format_code(matched: MatchedCode) -> str:
    code = "|".join(matched.code)
    if not matched.local_code:
        return f"code {code}"
    return f"code {'|'.join(matched.local_code)}, mapped to {code} by the site's ConceptMap"


def _format_summary(explanation: ChartExplanation) -> Iterator[str]:
    counts = ", ".join(f"{count} {outcome}" for outcome, count in explanation.outcome_counts.items())
    yield _wrap(f"Patient/{explanation.patient}, {len(explanation.resources)} resources: {counts or 'none'}", "")
    codes = [
        f"{count} × {unlisted.type} {_add_text(unlisted.code, unlisted.text)}"
        for unlisted, count in explanation.unlisted_codes
    ]
    yield from _format_list("Codes of results and medications that are not in any table, most frequent first:", codes)
    units = [f"{count} × {unit or NO_UNIT}" for unit, count in explanation.unknown_units]
    yield from _format_list("Units because of which results were not used:", units)


def _add_text(code: str, text: str) -> str:
    return f"{code} ({text})" if text and text not in code else code


def _format_list(heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        more = [f"and {len(lines) - MAX_LINES} more; --json lists them"] if len(lines) > MAX_LINES else []
        yield "\n".join((heading, *(_wrap(line, "  ") for line in (*lines[:MAX_LINES], *more))))


def _wrap(line: str, indent: str) -> str:
    # Codes and URLs longer than the width stay whole, so that they can be copied.
    return fill(
        one_line(line),
        TEXT_WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def build_explanation_document(explanation: ChartExplanation) -> Json:
    """Build the explanation as JSON. Members without a value are left out."""
    return {
        "schema": "1",
        "subject": f"Patient/{explanation.patient}",
        "summary": {
            "resources": len(explanation.resources),
            "outcomes": {outcome: explanation.outcome_counts.get(outcome, 0) for outcome in ResourceOutcome},
            "unlisted": [
                _drop_empty(type=unlisted.type, code=unlisted.code, called=unlisted.text, count=count)
                for unlisted, count in explanation.unlisted_codes
            ],
            "unitsRefused": [{"unit": unit, "count": count} for unit, count in explanation.unknown_units],
        },
        "resources": [_build_resource(resource) for resource in explanation.resources],
        "within": [_build_resource(result) for result in explanation.contained_results],
    }


def _build_resource(resource: ResourceExplanation) -> Json:
    return _drop_empty(
        reference=resource.reference,
        type=resource.type,
        outcome=resource.outcome,
        read=[_build_fact(explained) for explained in resource.facts],
        reasons=list(resource.reasons),
        codes=[_build_code(matched) for matched in resource.codes],
    )


def _build_fact(explained: FactExplanation) -> Json:
    fact = explained.fact
    return _drop_empty(
        what=fact.label,
        value=fact.value,
        unit=fact.unit,
        on=fact.date_text,
        reported=fact.reported,
        note=fact.note,
        codes=[_build_code(matched) for matched in explained.codes],
    )


def _build_code(matched: MatchedCode) -> Json:
    return _drop_empty(code="|".join(matched.code), local="|".join(matched.local_code or ()))


def _drop_empty(**members: Any) -> Json:
    return {name: value for name, value in members.items() if value}
