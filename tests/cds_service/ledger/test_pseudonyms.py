"""Pseudonyms and their keys."""

from pathlib import Path

import pytest

from cds_service.ledger.errors import PseudonymKeysError
from cds_service.ledger.pseudonyms import (
    PseudonymKey,
    list_pseudonyms,
    parse_pseudonym_keys,
    read_pseudonym_keys,
)

SECRET = "s" * 32
KEY = PseudonymKey("2024", SECRET.encode())


def test_the_first_key_writes_and_all_read() -> None:
    keys = parse_pseudonym_keys(f"new:{SECRET}, old:{'t' * 32}")
    assert [key.id for key in keys] == ["new", "old"]
    assert list_pseudonyms(keys, "patient", "1") == tuple(key.make_pseudonym("patient", "1") for key in keys)
    assert len(set(list_pseudonyms(keys, "patient", "1"))) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("patient", "1"), ("user", "1")),
        (("patient", "a", "b"), ("patient", "ab", "")),
        (("patient", "a", "b"), ("patient", "a,b")),
        (("patient", "https://ehr.example.org", "", "1"), ("patient", "https://ehr.example.org", "1", "")),
    ],
)
def test_what_differs_has_another_pseudonym(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert KEY.make_pseudonym(*one) != KEY.make_pseudonym(*other)
    assert KEY.make_pseudonym(*one) == KEY.make_pseudonym(*one)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a-key-without-an-id-that-is-long-enough-", "entry 1 is not id:key"),
        (f":{SECRET}", "entry 1 is not id:key"),
        (f"a:{SECRET} b:{SECRET[:-1]}", "the key b has fewer than 32 bytes"),
        (f"a:{SECRET} a:{SECRET}", "two keys have the same id"),
    ],
)
def test_an_unusable_key_is_named_and_never_repeated(text: str, problem: str) -> None:
    with pytest.raises(PseudonymKeysError, match=problem) as error:
        parse_pseudonym_keys(text)
    assert SECRET not in str(error.value)
    assert SECRET not in repr(KEY)


def test_a_key_of_thirty_two_bytes_is_long_enough() -> None:
    assert parse_pseudonym_keys(f"a:{SECRET}") == (PseudonymKey("a", SECRET.encode()),)


def test_keys_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"a:{SECRET}\nb:{SECRET}\n", "utf-8")
    assert [key.id for key in read_pseudonym_keys("", str(file))] == ["a", "b"]
    with pytest.raises(PseudonymKeysError, match="cannot be read"):
        read_pseudonym_keys("", str(tmp_path / "missing"))
    with pytest.raises(PseudonymKeysError, match="not both"):
        read_pseudonym_keys(f"a:{SECRET}", str(file))


def test_without_keys_there_are_none() -> None:
    assert read_pseudonym_keys("", "") == ()
