"""The guide for EHR teams says what the service announces, in the same words."""

from pathlib import Path

import pytest

from cds_service.prefetch_templates import PREFETCH_KEYS, PrefetchKey
from cds_service.services import RESOURCE_TYPES, SERVICES, Service
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


def _row(first_cell: str) -> str:
    [row] = [line for line in GUIDE.splitlines() if line.startswith(f"| {first_cell} |")]
    return row
