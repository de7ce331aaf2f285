"""Fill the placeholders of a wording, for plain text and for Markdown."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from cards.markdown_escape import one_line
from cards.wordings.limits import LIMITS
from response_criteria.model.amounts import Amount
from response_criteria.model.findings import Values

ChartText = Callable[[str], str]
"""How text that may come from the chart is made safe."""

Value = str | int | Decimal | date | Amount


def fill_sentence(wording: str, values: Values, chart_text: ChartText = one_line) -> str:
    """Return the wording with this patient's values and the limits of the rules filled in.

    Raises KeyError for a placeholder that neither of them supplies.
    """
    patient = {name: format_value(value, chart_text) for name, value in values.items()}
    return wording.format_map({**LIMITS, **patient})


def fill_limits(wording: str) -> str:
    """Return the wording with the limits of the rules filled in, and the patient's values left as placeholders."""
    for name, limit in LIMITS.items():
        wording = wording.replace(f"{{{name}}}", limit)
    return wording


def format_value(value: Value, chart_text: ChartText = one_line) -> str:
    """Format a value for reading: 2024-03-05, 400, 0.0032, <10."""
    match value:
        case str():
            return chart_text(value)
        case date():
            return value.isoformat()
        case Decimal():
            return format_number(value)
        case _:
            return str(value)


def format_number(value: Decimal) -> str:
    """Format a number without exponent and trailing zeros: 400, 0.5, 12.40 as 12.4."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def join_names(names: Sequence[str]) -> str:
    """Join names in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def capitalize(text: str) -> str:
    """Return the text with a capital first letter; the other letters stay as they are."""
    return text[:1].upper() + text[1:]


def join_criteria(names: Sequence[str]) -> str:
    """Join names of criteria without repeating a word: cytogenetic resistance and relapse."""
    parts = [name.partition(" ")[::2] for name in names]
    whats = {what for _, what in parts}
    if len(whats) == 1:
        return f"{join_names([kind for kind, _ in parts])} {whats.pop()}"
    kinds: dict[str, list[str]] = {}
    for kind, what in parts:
        kinds.setdefault(kind, []).append(what)
    return join_names([f"{kind} {join_names(what)}" for kind, what in kinds.items()])
