"""The table of search forms: every row can be reviewed, every key can be asked, and no code is lost on the way."""

import tomllib
from importlib.resources import files

import pytest

from cds_service.fhir_client.search_forms import FORMS, SearchForm
from cds_service.prefetch.keys import PREFETCH_KEYS, PrefetchKey, local_keys
from fhir_mappings.datatypes.codings import Coding

SEARCHES = [each for each in PREFETCH_KEYS if each.is_search]
TABLE = tomllib.loads((files("cds_service.fhir_client") / "search_forms.toml").read_text("utf-8"))


def test_every_row_has_a_source() -> None:
    rows = [row for heading in TABLE.values() for row in heading]
    assert rows
    assert [row for row in rows if not row.get("source")] == []


@pytest.mark.parametrize("key", SEARCHES, ids=lambda key: key.name)
def test_the_first_form_is_the_prefetch_template(key: PrefetchKey) -> None:
    first = next(each for each in FORMS if each.of == key.resource_type)
    assert first.queries(key, "patient=1") == (key.query_for("1"),)
    assert not first.loses


@pytest.mark.parametrize("key", SEARCHES, ids=lambda key: key.name)
def test_every_form_can_be_written_for_every_key(key: PrefetchKey) -> None:
    for form in (each for each in FORMS if each.of == key.resource_type):
        for query in form.queries(key, "patient=1"):
            names = [each.partition("=")[0] for each in query.partition("?")[2].split("&")]
            assert names == ["patient", *form.by]


def test_forms_that_lose_nothing_come_first() -> None:
    for kind in {each.of for each in FORMS}:
        losses = [bool(each.loses) for each in FORMS if each.of == kind]
        assert losses == sorted(losses)


@pytest.mark.parametrize("at_a_time", [1, 2, 3, 4, 5])
def test_parts_hold_every_code_once_and_cut_none(at_a_time: int) -> None:
    [key] = local_keys([Coding("urn:lab", code) for code in ("WBC", "A,B", "C$D", "E|F", "G H")])
    parts = SearchForm("Observation", ("code",), codes=at_a_time).queries(key, "patient={{context.patientId}}")
    tokens = [part.partition("&code=")[2] for part in parts]
    assert len(tokens) == -(-5 // at_a_time)
    assert ",".join(tokens) == key.query.partition("&code=")[2]
    assert any("A%5C,B" in each for each in tokens)
