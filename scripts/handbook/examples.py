"""The section of examples: the specifications of the criteria, as the tests run them."""

import re
from collections.abc import Iterator
from importlib import import_module
from textwrap import dedent

from tests.response_criteria.specification import CRITERION_BY_FIXTURE, Example, Recorder

SPELLING = {"ph": "Ph", "fish": "FISH", "chr": "CHR", "cbc": "CBC", "february": "February", "august": "August"}
"""Words of claims that the name of a test cannot spell."""

Claim = tuple[str, list[Example]]


def load_claims(fixture: str, criterion: str) -> Iterator[Claim]:
    """Yield each claim of a criterion's specification with its examples, in source order."""
    for name, test in vars(import_module(f"tests.response_criteria.publications.test_{fixture}")).items():
        if name.startswith("test_"):
            recorder = Recorder(criterion)
            test(recorder)
            yield _spell_claim(name), recorder.examples


def list_boundaries(criterion: str) -> Iterator[tuple[str, str]]:
    """Yield each claim that names a number, with the expected status of its examples."""
    fixture = next(name for name, specified in CRITERION_BY_FIXTURE.items() if specified == criterion)
    for claim, examples in load_claims(fixture, criterion):
        if re.search(r"\d", claim) and len(examples) > 1:
            yield claim, ", ".join(example.expected for example in examples)


def write_examples() -> Iterator[str]:
    """Yield the section of examples."""
    yield "## Examples"
    yield (
        "The specifications of the criteria, on both sides of each boundary; they run as tests on every change. "
        "`tests/response_criteria/specification.py` explains the columns. An empty cell: nothing was measured."
    )
    for fixture, criterion in CRITERION_BY_FIXTURE.items():
        yield f"### Examples of {fixture.replace('_', ' ')}"
        for claim, examples in load_claims(fixture, criterion):
            yield f"**{claim}**"
            yield from map(_format_example, examples)


def _spell_claim(name: str) -> str:
    """Turn the name of a test into a sentence: of_9_9 becomes "of 9.9"."""
    text = re.sub(r"(\d)_(\d)", r"\1.\2", name.removeprefix("test_")).replace("_", " ")
    text = re.sub(r"[a-z]+", lambda word: SPELLING.get(word[0], word[0]), text)
    return f"{text[0].upper()}{text[1:]}."


def _format_example(example: Example) -> str:
    start = "escalated" if example.after_escalation else "started"
    uncertain = ", perhaps earlier" if example.start_may_be_earlier else ""
    ph_negative = ", no Ph-positive cell before imatinib" if example.ph_negative else ""
    history = dedent(example.history).strip() or "no results"
    missing = f"; missing: {example.missing}" if example.missing else ""
    return "\n".join(
        (
            "```text",
            f"{start} {example.started}{uncertain}{ph_negative}, assessed {example.as_of}",
            history,
            f"→ {example.expected}: {example.reason}{missing}",
            "```",
        )
    )
