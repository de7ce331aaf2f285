"""The examples of the handbook: the specifications of the criteria, as the tests run them."""

import re
from collections.abc import Iterator
from importlib import import_module
from textwrap import dedent

from tests.response_criteria.specification import SPECIFIED, Example, Recorder

SPELLED = {"ph": "Ph", "fish": "FISH", "february": "February", "august": "August"}
"""Words of claims that the name of a test cannot spell."""

Claim = tuple[str, list[Example]]


def specified(fixture: str, criterion: str) -> Iterator[Claim]:
    """What the specification of a criterion claims, each with its examples, in the order in which it is written."""
    for name, test in vars(import_module(f"tests.response_criteria.publications.test_{fixture}")).items():
        if name.startswith("test_"):
            recorder = Recorder(criterion)
            test(recorder)
            yield _claim(name), recorder.examples


def boundaries(criterion: str) -> Iterator[tuple[str, str]]:
    """The claims about a criterion that name a number, each with the answers of its examples, side by side."""
    fixture = next(each for each, specifies in SPECIFIED.items() if specifies == criterion)
    for claim, examples in specified(fixture, criterion):
        if re.search(r"\d", claim) and len(examples) > 1:
            yield claim, ", ".join(each.expected for each in examples)


def examples() -> Iterator[str]:
    """Every claim with its examples, as Markdown."""
    for fixture, criterion in SPECIFIED.items():
        yield f"### Examples of {fixture.replace('_', ' ')}"
        for claim, of_claim in specified(fixture, criterion):
            yield f"**{claim}**"
            yield from map(_example, of_claim)


def _claim(name: str) -> str:
    """The name of a test as a sentence: of_9_9 is 9.9."""
    text = re.sub(r"(\d)_(\d)", r"\1.\2", name.removeprefix("test_")).replace("_", " ")
    text = re.sub(r"[a-z]+", lambda word: SPELLED.get(word[0], word[0]), text)
    return f"{text[0].upper()}{text[1:]}."


def _example(example: Example) -> str:
    start = "raised" if example.after_raise else "started"
    uncertain = ", perhaps earlier" if example.start_may_be_earlier else ""
    ph_negative = ", no Ph-positive cell before imatinib" if example.ph_negative else ""
    history = dedent(example.history).strip() or "no results"
    missing = f"; missing: {example.missing}" if example.missing else ""
    return "\n".join(
        (
            "```text",
            f"{start} {example.started}{uncertain}{ph_negative}, judged {example.as_of}",
            history,
            f"→ {example.expected}: {example.because}{missing}",
            "```",
        )
    )
