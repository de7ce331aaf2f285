"""What an Observation or a component states, once parsed: a quantity, a ratio of counts, or text."""

from decimal import Decimal
from typing import NamedTuple

from fhir_mappings.datatypes.codings import Coding
from response_criteria.model.amounts import Amount


class Quantity(NamedTuple):
    """A number, a bound or a range, with its unit as a UCUM code, as text, or both; ``reported`` is as sent."""

    amount: Amount
    unit: str
    unit_text: str
    reported: str


class CountRatio(NamedTuple):
    """Counted cells of the cells analyzed, such as 12/20 metaphases; ``reported`` is as sent."""

    part: Decimal
    of: Decimal
    reported: str


class StatedText(NamedTuple):
    """An answer in text, in codes, or in both."""

    texts: tuple[str, ...]
    codes: tuple[Coding, ...] = ()

    @property
    def reported(self) -> str:
        """The first text as sent; empty if there is none."""
        return self.texts[0] if self.texts else ""


Value = Quantity | CountRatio | StatedText
