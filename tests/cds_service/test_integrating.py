"""The guide for EHR teams says what the service announces, in the same words."""

import re
from pathlib import Path

import pytest

from cds_service.fhir_client.client import REFUSING
from cds_service.fhir_client.search_forms import FORMS, SERVER_RULES, ServerRule
from cds_service.hooks.services import RESOURCE_TYPES, SERVICES, Service
from cds_service.prefetch.keys import PREFETCH_KEYS, PrefetchKey
from cds_service.settings import PREFIX, Settings

GUIDE = (Path(__file__).parents[2] / "docs" / "integrating.md").read_text("utf-8")


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
def test_every_service_is_in_the_guide(service: Service) -> None:
    assert f"| `{service.id}` | `{service.hook}` |" in GUIDE


@pytest.mark.parametrize("key", PREFETCH_KEYS, ids=lambda key: key.name)
def test_every_prefetch_key_is_in_the_guide_with_what_is_lost_without_it(key: PrefetchKey) -> None:
    assert f"| `{key.name}` | {key.holds} | {'yes' if key.required else 'no'} | {key.without_it} |" in GUIDE


@pytest.mark.parametrize("kind", RESOURCE_TYPES)
def test_every_scope_is_in_the_guide(kind: str) -> None:
    assert f"| `patient/{kind}.read` | `patient/{kind}.rs` |" in GUIDE


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_guide_with_its_meaning(name: str) -> None:
    assert f"| {Settings.model_fields[name].description} |" in _row(f"`{PREFIX}{name.upper()}`")


@pytest.mark.parametrize("status", [400, 404, 405, 412, 413, 415, 500])
def test_every_error_is_in_the_guide(status: int) -> None:
    assert _row(str(status))


@pytest.mark.parametrize("kind", dict.fromkeys(each.of for each in FORMS))
def test_the_forms_of_every_search_are_in_the_guide(kind: str) -> None:
    [row] = [
        line for line in GUIDE.splitlines() if line.startswith("| `") and f"`{kind}`" in line and "nothing" in line
    ]
    forms = row.split(" | ")[1].rstrip(" |").split("; ")
    listed = [tuple(re.findall(r"`(\w+)`", each)) for each in forms]
    assert listed == [each.by for each in FORMS if each.of == kind]
    assert ["(*)" in each for each in forms] == [bool(each.loses) for each in FORMS if each.of == kind]
    assert ["(**)" in each for each in forms] == [not each.counted for each in FORMS if each.of == kind]


@pytest.mark.parametrize("rule", SERVER_RULES, ids=lambda rule: rule.of)
def test_what_is_known_of_single_servers_is_in_the_guide(rule: ServerRule) -> None:
    assert any(line.startswith("| ") and all(each in line for each in rule.named) for line in GUIDE.splitlines())


def test_every_status_that_refuses_a_form_is_in_the_guide() -> None:
    *first, last = sorted(map(int, REFUSING))
    assert f"{', '.join(map(str, first))} or {last} is put in the next form" in GUIDE


def _row(first_cell: str) -> str:
    [row] = [line for line in GUIDE.splitlines() if line.startswith(f"| {first_cell} |")]
    return row
