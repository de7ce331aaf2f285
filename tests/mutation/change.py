"""Run cosmic-ray with one more mutation: numbers that tables write as text, such as below("10")."""

import re
import sys
from collections.abc import Iterator
from decimal import Decimal

from cosmic_ray.cli import main
from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.plugins import OPERATOR_PROVIDERS
from parso.python.tree import PythonLeaf, String

Position = tuple[int, int]

NUMBER_AS_TEXT = re.compile(r'"((?:0|[1-9]\d*)(?:\.\d+)?)"')
"""A number without leading zeros: "0008" is a decision record and no limit."""


class NumberAsText(Operator):
    """Increase or decrease the last digit of a number in quotation marks."""

    def mutation_positions(self, node: PythonLeaf) -> Iterator[tuple[Position, Position]]:
        """Yield the position of each number twice, once for each change."""
        if isinstance(node, String) and NUMBER_AS_TEXT.fullmatch(node.value):
            yield from [(node.start_pos, node.end_pos)] * 2

    def mutate(self, node: String, index: int) -> String:
        """Return the number with its last digit increased (index 0) or decreased (index 1)."""
        number = Decimal(node.value.strip('"'))
        step = Decimal(1).scaleb(number.as_tuple().exponent)
        return String(f'"{(number + step, number - step)[index]}"', node.start_pos, node.prefix)

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """Return an example of each change, for cosmic-ray's own documentation."""
        return (Example('below("10")', 'below("11")'), Example('below("1.5")', 'below("1.4")', occurrence=1))


if __name__ == "__main__":
    OPERATOR_PROVIDERS["tables"] = {NumberAsText.__name__: NumberAsText}
    sys.exit(main())
