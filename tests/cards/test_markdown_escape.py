"""Text from the chart never becomes markup, a link, or a terminal control code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cards.markdown_escape import escape_markdown, format_code_span, one_line

GFM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](https://evil.example)",
    "![see](https://evil.example/x.png)",
    "<https://evil.example>",
    "`code` and ``more``",
    "a | b | c\n--- | --- | ---",
    "# heading\n\n- list\n\n> quote",
    "**bold** _slanted_ ~~gone~~",
    "&lt;b&gt; &#60;",
    "back\\slash\\",
    "12.4 10*3/uL, 13.1 10*3/uL",
    "```\nfence\n```",
]


def parse_inline(line: str) -> list[tuple[str, str]]:
    """Return the kind and content of each inline element of a list item."""
    blocks = GFM.parse(f"- before {line} after\n- next")
    first = next(block for block in blocks if block.type == "inline")
    return [(token.type, token.content) for token in first.children or []]


def remove_breaks(text: str) -> str:
    """Return the text without the zero-width spaces that break addresses."""
    return text.replace("\u200b", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_as_a_code_span_is_one_code_span_and_nothing_else(text: str) -> None:
    assert parse_inline(format_code_span(text)) == [
        ("text", "before "),
        ("code_inline", one_line(text)),
        ("text", " after"),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_sentence_is_text_and_nothing_else(text: str) -> None:
    elements = [(kind, remove_breaks(content)) for kind, content in parse_inline(escape_markdown(text))]
    assert elements == [("text", f"before {one_line(text)} after")]


@given(st.text(min_size=1))
def test_any_text_comes_out_as_one_line_of_the_same_text(text: str) -> None:
    ((kind, content),) = parse_inline(escape_markdown(text))
    assert kind == "text"
    assert remove_breaks(content).split() == f"before {one_line(text)} after".split()


@given(st.text(min_size=1))
def test_any_text_comes_out_of_a_code_span_as_it_was(text: str) -> None:
    assert {kind for kind, _ in parse_inline(format_code_span(text))} <= {"text", "code_inline"}


@pytest.mark.parametrize(
    "address", ["https://evil.example", "HTTP://evil.example", "www.evil.example", "me@evil.example"]
)
def test_an_address_in_a_sentence_is_broken_for_renderers_that_link_what_looks_like_one(address: str) -> None:
    escaped = escape_markdown(address)
    assert address not in escaped
    assert remove_breaks(escaped) == address


@pytest.mark.parametrize("text", ["FISH", "BCR::ABL1", "12.4 ×10⁹/L", "E255K, 30%", "G-CSF (filgrastim)"])
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert escape_markdown(text) == text


def test_invisible_control_characters_are_dropped() -> None:
    assert one_line("T315I\u202e\x1b[31m\r\nnext\u2028line\ud800") == "T315I [31m next line"


def test_empty_text_stays_empty() -> None:
    assert (format_code_span(""), format_code_span(" \n"), escape_markdown("\u200b")) == ("", "", "")
