"""The table of search forms: every row has a source, every form works for every key, and no code is lost."""

import tomllib
from importlib.resources import files

import pytest

from cds_service.fhir_client.search_forms import FORMS, SearchForm
from cds_service.prefetch.keys import PREFETCH_KEYS, PrefetchKey, build_local_code_keys
from fhir_mappings import Coding

SEARCHES = [prefetch_key for prefetch_key in PREFETCH_KEYS if prefetch_key.is_search]
TABLE = tomllib.loads((files("cds_service.fhir_client") / "search_forms.toml").read_text("utf-8"))


def test_every_row_has_a_source() -> None:
    rows = [row for heading in TABLE.values() for row in heading]
    assert rows
    assert [row for row in rows if not row.get("source")] == []


@pytest.mark.parametrize("key", SEARCHES, ids=lambda key: key.name)
def test_the_first_form_is_the_prefetch_template(key: PrefetchKey) -> None:
    first = next(form for form in FORMS if form.resource_type == key.resource_type)
    assert first.build_queries(key, "patient=1") == (key.expand_query("1"),)
    assert not first.possible_loss


@pytest.mark.parametrize("key", SEARCHES, ids=lambda key: key.name)
def test_every_form_builds_queries_for_every_key(key: PrefetchKey) -> None:
    for form in (form for form in FORMS if form.resource_type == key.resource_type):
        for query in form.build_queries(key, "patient=1"):
            names = [part.partition("=")[0] for part in query.partition("?")[2].split("&")]
            assert names == ["patient", *form.parameters]


def test_forms_without_a_possible_loss_come_first() -> None:
    for resource_type in {form.resource_type for form in FORMS}:
        losses = [bool(form.possible_loss) for form in FORMS if form.resource_type == resource_type]
        assert losses == sorted(losses)


@pytest.mark.parametrize("max_codes", [1, 2, 3, 4, 5])
def test_parts_contain_every_code_exactly_once(max_codes: int) -> None:
    [key] = build_local_code_keys([Coding("urn:lab", code) for code in ("WBC", "A,B", "C$D", "E|F", "G H")])
    parts = SearchForm("Observation", ("code",), max_codes=max_codes).build_queries(
        key, "patient={{context.patientId}}"
    )
    tokens = [part.partition("&code=")[2] for part in parts]
    assert len(tokens) == -(-5 // max_codes)
    assert ",".join(tokens) == key.query.partition("&code=")[2]
    assert any("A%5C,B" in token for token in tokens)
