"""What was read of a chart, for the command line: as text, and as JSON for a script."""

from collections.abc import Iterator
from textwrap import fill
from typing import Any

from cards.markdown_escape import one_line
from cards.text_report import WIDTH
from fhir_mappings.explanation.explain import Explained, Explanation, Matched, Outcome, Read

Json = dict[str, Any]

MOST_SHOWN = 20
"""Codes and units that the text lists; the JSON has all of them."""

NO_UNIT = "no unit"


def explanation_text(told: Explanation) -> str:
    """A paragraph for each resource in the order of the Bundle, then the summary."""
    paragraphs = ["\n".join(_resource(each)) for each in (*told.resources, *told.within)]
    return "\n\n".join((*paragraphs, *_summary(told))) + "\n"


def _resource(told: Explained) -> Iterator[str]:
    yield _wrapped(f"{told.reference}: {told.outcome}", "")
    for each in told.read:
        yield _wrapped(_fact(each), "  ")
        beside = (f"in the chart: {each.fact.reported}" if each.fact.reported else "", each.fact.note)
        yield from (_wrapped(line, "    ") for line in (*beside, *map(_code, each.codes)) if line)
    yield from (_wrapped(line, "  ") for line in (*told.reasons, *map(_code, told.codes)))


def _fact(read: Read) -> str:
    what, on = read.fact.what, f", {read.fact.dated}" if read.fact.dated else ""
    value = f"{read.fact.value} {read.fact.unit}".strip()
    return f"{what}: {value}{on}" if value else f"{what}{on}"


def _code(matched: Matched) -> str:
    ours = "|".join(matched.code)
    return f"code {'|'.join(matched.local)}, read as {ours} by the site's map" if matched.local else f"code {ours}"


def _summary(told: Explanation) -> Iterator[str]:
    counts = ", ".join(f"{number} {outcome}" for outcome, number in told.outcomes.items())
    yield _wrapped(f"Patient/{told.patient}, {len(told.resources)} resources: {counts or 'none'}", "")
    codes = [f"{number} × {each.type} {_named(each.code, each.called)}" for each, number in told.unlisted]
    yield from _listed("Codes of results and medications that no table lists, most frequent first:", codes)
    units = [f"{number} × {each or NO_UNIT}" for each, number in told.units_refused]
    yield from _listed("Units for which results were not used:", units)


def _named(code: str, called: str) -> str:
    return f"{code} ({called})" if called and called not in code else code


def _listed(heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        more = [f"and {len(lines) - MOST_SHOWN} more; --json lists them"] if len(lines) > MOST_SHOWN else []
        yield "\n".join((heading, *(_wrapped(each, "  ") for each in (*lines[:MOST_SHOWN], *more))))


def _wrapped(line: str, indent: str) -> str:
    """Within the width, except where a code or an address is longer: those stay whole, to be copied."""
    return fill(
        one_line(line),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def explanation_document(told: Explanation) -> Json:
    """The same as JSON; members without a value are left out."""
    return {
        "schema": "1",
        "subject": f"Patient/{told.patient}",
        "summary": {
            "resources": len(told.resources),
            "outcomes": {each: told.outcomes.get(each, 0) for each in Outcome},
            "unlisted": [
                _present(type=each.type, code=each.code, called=each.called, count=number)
                for each, number in told.unlisted
            ],
            "unitsRefused": [{"unit": each, "count": number} for each, number in told.units_refused],
        },
        "resources": [_resource_as_json(each) for each in told.resources],
        "within": [_resource_as_json(each) for each in told.within],
    }


def _resource_as_json(told: Explained) -> Json:
    return _present(
        reference=told.reference,
        type=told.type,
        outcome=told.outcome,
        read=[_read_as_json(each) for each in told.read],
        reasons=list(told.reasons),
        codes=[_code_as_json(each) for each in told.codes],
    )


def _read_as_json(read: Read) -> Json:
    fact = read.fact
    return _present(
        what=fact.what,
        value=fact.value,
        unit=fact.unit,
        on=fact.dated,
        reported=fact.reported,
        note=fact.note,
        codes=[_code_as_json(each) for each in read.codes],
    )


def _code_as_json(matched: Matched) -> Json:
    return _present(code="|".join(matched.code), local="|".join(matched.local or ()))


def _present(**members: Any) -> Json:
    return {name: value for name, value in members.items() if value}
