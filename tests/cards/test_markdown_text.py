"""Text from the chart never becomes markup, a link, or a code that a terminal obeys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cards.markdown_text import harmless, one_line, verbatim

GFM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def texts_and_codes(line: str) -> list[tuple[str, str]]:
    """What a Markdown reader makes of a list item: the kind and content of each inline piece."""
    blocks = GFM.parse(f"- before {line} after\n- next")
    first = next(block for block in blocks if block.type == "inline")
    return [(piece.type, piece.content) for piece in first.children or []]


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](https://evil.example)",
    "![see](https://evil.example/x.png)",
    "https://evil.example",
    "www.evil.example",
    "someone@evil.example",
    "`code` and ``more``",
    "a | b | c\n--- | --- | ---",
    "# heading\n\n- list\n\n> quote",
    "**bold** _slanted_ ~~gone~~",
    "&lt;b&gt; &#60;",
    "back\\slash",
    "12.4 10*3/uL",
    "```\nfence\n```",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_one_code_span_and_nothing_else(text: str) -> None:
    assert texts_and_codes(verbatim(text)) == [
        ("text", "before "),
        ("code_inline", one_line(text)),
        ("text", " after"),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_not_called_harmless(text: str) -> None:
    assert harmless(text) == verbatim(text)


@pytest.mark.parametrize(
    "text", ["FISH", "BCR::ABL1", "12.4 ×10⁹/L", "E255K, 30%", "G-CSF (filgrastim)", "seen on: 2024-03-01."]
)
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@given(st.text(min_size=1))
def test_any_text_comes_out_as_one_line_of_plain_text_or_code(text: str) -> None:
    shown = harmless(text)
    pieces = texts_and_codes(shown)
    assert {kind for kind, _ in pieces} <= {"text", "code_inline"}
    assert "".join(content for _, content in pieces).split() == f"before {one_line(text)} after".split()


def test_characters_that_act_without_being_seen_are_dropped() -> None:
    assert one_line("T315I\u202e\x1b[31m\r\nnext\u2028line\ud800") == "T315I [31m next line"


def test_empty_text_stays_empty() -> None:
    assert (verbatim(""), verbatim(" \n"), harmless("\u200b")) == ("", "", "")
