"""The guide for integrators repeats what discovery, settings and tables state, in the same words."""

import re
from pathlib import Path

import pytest

from cds_service.fhir_client.errors import REFUSED_FORM_STATUSES
from cds_service.fhir_client.search_forms import FORMS, SERVER_RULES, ServerRule
from cds_service.hooks import HOOKS, Hook
from cds_service.hooks.patient_view import RESOURCE_TYPES
from cds_service.prefetch.keys import PREFETCH_KEYS, PrefetchKey
from cds_service.settings import PREFIX, Settings

GUIDE = (Path(__file__).parents[2] / "docs" / "integrating.md").read_text("utf-8")


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook.id)
def test_every_service_is_in_the_guide(hook: Hook) -> None:
    assert f"| `{hook.id}` | `{hook.hook}` |" in GUIDE


@pytest.mark.parametrize("key", PREFETCH_KEYS, ids=lambda key: key.name)
def test_every_prefetch_key_is_in_the_guide_with_the_effect_if_it_is_missing(key: PrefetchKey) -> None:
    assert f"| `{key.name}` | {key.content} | {'yes' if key.required else 'no'} | {key.effect_if_missing} |" in GUIDE


@pytest.mark.parametrize("resource_type", RESOURCE_TYPES)
def test_every_scope_is_in_the_guide(resource_type: str) -> None:
    assert f"| `patient/{resource_type}.read` | `patient/{resource_type}.rs` |" in GUIDE


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_guide_with_its_meaning(name: str) -> None:
    assert f"| {Settings.model_fields[name].description} |" in _find_row(f"`{PREFIX}{name.upper()}`")


@pytest.mark.parametrize("status", [400, 404, 405, 412, 413, 415, 500])
def test_every_error_is_in_the_guide(status: int) -> None:
    assert _find_row(str(status))


@pytest.mark.parametrize("resource_type", dict.fromkeys(form.resource_type for form in FORMS))
def test_the_forms_of_every_search_are_in_the_guide(resource_type: str) -> None:
    [row] = [
        line
        for line in GUIDE.splitlines()
        if line.startswith("| `") and f"`{resource_type}`" in line and "nothing" in line
    ]
    forms = row.split(" | ")[1].rstrip(" |").split("; ")
    parameters = [tuple(re.findall(r"`(\w+)`", form)) for form in forms]
    assert parameters == [form.parameters for form in FORMS if form.resource_type == resource_type]
    assert ["(*)" in form for form in forms] == [
        bool(form.possible_loss) for form in FORMS if form.resource_type == resource_type
    ]
    assert ["(**)" in form for form in forms] == [
        not form.sends_page_size for form in FORMS if form.resource_type == resource_type
    ]


@pytest.mark.parametrize("rule", SERVER_RULES, ids=lambda rule: rule.resource_type)
def test_every_known_limit_of_a_server_is_in_the_guide(rule: ServerRule) -> None:
    assert any(
        line.startswith("| ") and all(name in line for name in rule.software_names) for line in GUIDE.splitlines()
    )


def test_every_status_that_refuses_a_form_is_in_the_guide() -> None:
    *first, last = sorted(map(int, REFUSED_FORM_STATUSES))
    assert f"{', '.join(map(str, first))} or {last} is repeated in the next form" in GUIDE


def _find_row(first_cell: str) -> str:
    [row] = [line for line in GUIDE.splitlines() if line.startswith(f"| {first_cell} |")]
    return row
