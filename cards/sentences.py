"""A wording with its values filled in, for plain text and for Markdown."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from cards.markdown_escape import one_line
from response_criteria.model.amounts import Amount
from response_criteria.model.findings import Values

ChartText = Callable[[str], str]
"""How text that may stem from the chart is shown."""

Value = str | int | Decimal | date | Amount


def sentence(wording: str, values: Values, chart_text: ChartText = one_line) -> str:
    """The wording with its values in place, as plain text unless ``chart_text`` says otherwise.

    Raises KeyError for a value that the wording names and the engine did not give.
    """
    return wording.format_map({name: shown(value, chart_text) for name, value in values.items()})


def shown(value: Value, chart_text: ChartText = one_line) -> str:
    """A value as a reader writes it: 2024-03-05, 400, 0.0032, <10."""
    match value:
        case str():
            return chart_text(value)
        case date():
            return value.isoformat()
        case Decimal():
            return plain_number(value)
        case _:
            return str(value)


def plain_number(value: Decimal) -> str:
    """A number without an exponent and without zeros that a computation left behind: 400, 0.5, 12.40 as 12.4."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def listed(names: Sequence[str]) -> str:
    """All names: one; one and two; one, two and three."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
