"""Make text from the chart inert: it never becomes markup, a link or a terminal control code.

Our own sentences need no escaping; a test keeps markup out of the wordings.
"""

import re
import unicodedata

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode general categories of controls, direction marks, surrogates and line separators."""

_BACKTICKS = re.compile("`+")
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&!$]")
_ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)
"""Text that GitHub Flavored Markdown, or a more liberal renderer, turns into a link."""
_ACTIVE = re.compile(rf"{_MARKUP.pattern}|{_ADDRESS.pattern}", re.IGNORECASE)

_BREAK = "\N{ZERO WIDTH SPACE}"


def one_line(text: str) -> str:
    """Return the text on one line, without invisible control characters."""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(char) in _UNPRINTABLE else char for char in text)
    return " ".join(text.split())


def escape_markdown(text: str) -> str:
    """Return the text on one line for use in a sentence, with markup and addresses escaped."""
    line = one_line(text)
    if not _ACTIVE.search(line):
        return line
    # A backslash does not stop a renderer that links bare addresses; a zero-width space does.
    unlinked = _ADDRESS.sub(lambda match: match[0][:-1] + _BREAK + match[0][-1] + _BREAK, line)
    return _MARKUP.sub(r"\\\g<0>", unlinked)


def format_code_span(text: str) -> str:
    """Return the text on one line as a code span; empty text stays empty."""
    line = one_line(text)
    if not line:
        return ""
    if "`" not in line:
        return f"`{line}`"
    # CommonMark: a code span ends at a run of backticks as long as the one that opened it.
    fence = "`" * (max(map(len, _BACKTICKS.findall(line))) + 1)
    gap = " " if "`" in (line[0], line[-1]) else ""
    return f"{fence}{gap}{line}{gap}{fence}"
