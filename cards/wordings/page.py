"""The wordings as one page of Markdown, for the handbook: nothing is left out, because every table is walked."""

from collections.abc import Iterator, Mapping
from types import ModuleType

from cards.card import Coding
from cards.markdown_escape import escaped, verbatim
from cards.wordings import (
    actions,
    applicability,
    background,
    context,
    criteria,
    layout,
    override_reasons,
    precautions,
    report,
    responses,
    treatment,
)
from cards.wordings.criteria import Remark

MODULES = (
    actions, criteria, precautions, applicability, context, background, treatment, responses, layout, report,
    override_reasons,
)  # fmt: skip

Said = tuple[str, str]
"""A word of the engine or a name of ours, and the sentence that is said for it."""


def as_markdown() -> str:
    """Every table of wordings under a heading of its own."""
    return "\n\n".join(_section(module) for module in MODULES)


def wordings(module: ModuleType) -> Iterator[Said]:
    """Everything that one module of wordings says."""
    for name, value in vars(module).items():
        if not name.startswith("_") and name.isupper():
            yield from _said(name.lower().replace("_", "-"), value)


def _said(name: str, value: object) -> Iterator[Said]:
    match value:
        case str():
            yield name, value
        case Remark():
            yield value.value, value.says
        case Coding():
            yield value.code, value.display
        case Mapping():
            for key, under in value.items():
                yield from _said(str(key), under) if isinstance(under, str) else _under(str(key), under)
        case tuple():
            for each in value:
                yield from _said(name, each)


def _under(key: str, statuses: Mapping[str, str]) -> Iterator[Said]:
    return ((f"{key}: {status}", says) for status, says in statuses.items())


def _section(module: ModuleType) -> str:
    title = (module.__doc__ or "").split("\n", maxsplit=1)[0].rstrip(".")
    rows = (f"| {key} | {_cell(says)} |" for key, says in wordings(module))
    return "\n".join((f"### {title}", "", "| For | It says |", "| --- | --- |", *rows))


def _cell(says: str) -> str:
    """As it is shown, with its placeholders; a phrase that makes a link stands as it is written."""
    return verbatim(says) if "](" in says else escaped(says)
