"""Text from the chart, made harmless: it is shown as it stands, and never becomes markup, a link or a terminal code.

Our own sentences need none of this; a test keeps markup out of the wordings.
"""

import re
import unicodedata

_HARMLESS = re.compile(r"(?:[^\W_]|[ ,;()%+/=×⁹–-]|::|[:.](?=[ \d]|$))+")
"""Letters, digits and marks that mean nothing in GitHub Flavored Markdown, and nothing that reads as an address."""

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, direction marks, broken characters and line separators (Unicode general categories)."""


def one_line(text: str) -> str:
    """The text on one line, without characters that are not seen but act."""
    seen = (" " if unicodedata.category(each) in _UNPRINTABLE else each for each in text)
    return " ".join("".join(seen).split())


def verbatim(text: str) -> str:
    """The text as a code span, in which nothing is markup. Empty text stays empty."""
    line = one_line(text)
    if not line:
        return ""
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    gap = " " if "`" in (line[0], line[-1]) else ""
    return f"{fence}{gap}{line}{gap}{fence}"


def harmless(text: str) -> str:
    """The text as it is where nothing in it could act, else as a code span."""
    line = one_line(text)
    return line if _HARMLESS.fullmatch(line) else verbatim(line)
