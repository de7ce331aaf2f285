"""Text from the chart never becomes markup, a link, or a code that a terminal obeys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cards.markdown_escape import escaped, one_line, verbatim

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


def pieces(line: str) -> list[tuple[str, str]]:
    """What a Markdown reader makes of a list item: the kind and content of each inline piece."""
    blocks = GFM.parse(f"- before {line} after\n- next")
    first = next(block for block in blocks if block.type == "inline")
    return [(piece.type, piece.content) for piece in first.children or []]


def shown(text: str) -> str:
    """The text without the marks that keep addresses apart."""
    return text.replace("\u200b", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_as_a_code_span_is_one_code_span_and_nothing_else(text: str) -> None:
    assert pieces(verbatim(text)) == [("text", "before "), ("code_inline", one_line(text)), ("text", " after")]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_sentence_is_text_and_nothing_else(text: str) -> None:
    assert [(kind, shown(said)) for kind, said in pieces(escaped(text))] == [("text", f"before {one_line(text)} after")]


@given(st.text(min_size=1))
def test_any_text_comes_out_as_one_line_of_the_same_text(text: str) -> None:
    (only,) = pieces(escaped(text))
    assert only[0] == "text"
    assert shown(only[1]).split() == f"before {one_line(text)} after".split()


@given(st.text(min_size=1))
def test_any_text_comes_out_of_a_code_span_as_it_was(text: str) -> None:
    assert {kind for kind, _ in pieces(verbatim(text))} <= {"text", "code_inline"}


@pytest.mark.parametrize(
    "address", ["https://evil.example", "HTTP://evil.example", "www.evil.example", "me@evil.example"]
)
def test_an_address_in_a_sentence_is_broken_for_renderers_that_link_what_looks_like_one(address: str) -> None:
    said = escaped(address)
    assert address not in said
    assert shown(said) == address


@pytest.mark.parametrize("text", ["FISH", "BCR::ABL1", "12.4 ×10⁹/L", "E255K, 30%", "G-CSF (filgrastim)"])
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert escaped(text) == text


def test_characters_that_act_without_being_seen_are_dropped() -> None:
    assert one_line("T315I\u202e\x1b[31m\r\nnext\u2028line\ud800") == "T315I [31m next line"


def test_empty_text_stays_empty() -> None:
    assert (verbatim(""), verbatim(" \n"), escaped("\u200b")) == ("", "", "")
