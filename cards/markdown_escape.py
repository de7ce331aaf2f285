"""Text from the chart, made harmless: it is shown as it stands, and never becomes markup, a link or a terminal code.

Our own sentences need none of this; a test keeps markup out of the wordings.
"""

import re
import unicodedata

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, direction marks, broken characters and line separators (Unicode general categories)."""

_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&!$]")
_ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)
"""Where GitHub Flavored Markdown, and renderers that go further, see an address and make it a link."""
_ACTING = re.compile(rf"{_MARKUP.pattern}|{_ADDRESS.pattern}", re.IGNORECASE)

_NOT_JOINED = "\N{ZERO WIDTH SPACE}"


def one_line(text: str) -> str:
    """The text on one line, without characters that are not seen but act."""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(each) in _UNPRINTABLE else each for each in text)
    return " ".join(text.split())


def escaped(text: str) -> str:
    """The text on one line within a sentence: no markup, and no address that becomes a link."""
    line = one_line(text)
    if not _ACTING.search(line):
        return line
    apart = _ADDRESS.sub(lambda found: found[0][:-1] + _NOT_JOINED + found[0][-1] + _NOT_JOINED, line)
    return _MARKUP.sub(r"\\\g<0>", apart)


def verbatim(text: str) -> str:
    """The text on one line as a code span, in which nothing is markup. Empty text stays empty."""
    line = one_line(text)
    if not line:
        return ""
    if "`" not in line:
        return f"`{line}`"
    fence = "`" * (max(map(len, re.findall("`+", line))) + 1)
    gap = " " if "`" in (line[0], line[-1]) else ""
    return f"{fence}{gap}{line}{gap}{fence}"
