"""The section of wordings: every table of ``cards.wordings``, walked so that none is left out."""

from collections.abc import Iterator, Mapping
from types import ModuleType

from cards.card import Coding
from cards.markdown_escape import escape_markdown, format_code_span
from cards.sentences import fill_limits
from cards.wordings import (
    actions,
    applicability,
    background,
    brief,
    context,
    criteria,
    layout,
    override_reasons,
    precautions,
    report,
    responses,
    review,
    treatment,
)
from cards.wordings.criteria import Remark
from scripts.handbook.markdown import format_table

MODULES = (
    actions, brief, criteria, precautions, applicability, context, background, treatment, responses, review, layout,
    report,
    override_reasons,
)  # fmt: skip


def write_wordings() -> Iterator[str]:
    """Yield the section of wordings, with a heading for each table."""
    yield "## Wordings"
    yield "Every sentence that a clinician can see. Values in braces are filled in for the patient."
    for module in MODULES:
        title = (module.__doc__ or "").split("\n", maxsplit=1)[0].rstrip(".")
        yield f"### {title}"
        yield format_table(("For", "Text"), ((key, _format_cell(text)) for key, text in list_wordings(module)))


def list_wordings(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Yield the code or name, and the text, of every wording of a module."""
    for name, value in vars(module).items():
        if not name.startswith("_") and name.isupper():
            yield from _walk(name.lower().replace("_", "-"), value)


def _walk(name: str, value: object) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield name, value
        case Remark():
            yield value.value, value.text
        case Coding():
            yield value.code, value.display
        case Mapping():
            for key, child in value.items():
                yield from _walk(str(key), child) if isinstance(child, str) else _walk_statuses(str(key), child)
        case tuple():
            for child in value:
                yield from _walk(name, child)


def _walk_statuses(key: str, statuses: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((f"{key}: {status}", text) for status, text in statuses.items())


def _format_cell(text: str) -> str:
    # A wording that builds a link is shown as written, since its placeholders would break the link.
    filled = fill_limits(text)
    return format_code_span(filled) if "](" in filled else escape_markdown(filled)
