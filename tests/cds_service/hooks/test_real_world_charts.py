"""A malformed element anywhere in a chart never ends the call."""

import copy
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds_service.demonstration.patients import build_patients
from response_criteria.model.recommendations import Action
from tests.cds_service.calls import SERVICE, empty_prefetch, hook_call
from tests.stub_fhir_server import searchset

ESCALATED = next(patient for patient in build_patients(date(2024, 6, 15)) if patient.expected.action is Action.ESCALATE)

MALFORMED_VALUES = (
    None,
    "",
    "odd",
    "2024-13-45",
    "2024",
    " ",
    "\ud800",
    0,
    -1,
    10**40,
    0.5,
    True,
    [],
    {},
    [None],
    [[]],
    ["odd"],
    {"odd": 1},
)
"""Values that replace an element."""

Path = tuple[str | int, ...]


def _list_paths(value: Any, here: Path = ()) -> Iterator[Path]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in children:
        yield (*here, name)
        yield from _list_paths(child, (*here, name))


RESOURCES = copy.deepcopy(list(ESCALATED.resources))
PATHS = list(_list_paths(RESOURCES))


def _replace_elements(changes: list[tuple[Path, Any]]) -> list[Any]:
    resources = copy.deepcopy(RESOURCES)
    for path, value in changes:
        parent: Any = resources
        for name in path[:-1]:
            parent = parent[name] if _has_element(parent, name) else {}
        if _has_element(parent, path[-1]):
            parent[path[-1]] = value
    return resources


def _has_element(parent: Any, name: str | int) -> bool:
    return name in parent if isinstance(parent, dict) else isinstance(name, int) and isinstance(parent, list)


@given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(MALFORMED_VALUES)), min_size=1, max_size=4))
@settings(max_examples=75, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_malformed_element_ends_the_call(service: FlaskClient, changes: list[tuple[Path, Any]]) -> None:
    chart = searchset(*_replace_elements(changes))
    context = {"userId": "Practitioner/example", "patientId": ESCALATED.id}
    call = hook_call(context=context, prefetch=empty_prefetch(patient=None, chemistry=chart))
    answer = service.post(SERVICE, data=json.dumps(call), content_type="application/json")
    assert answer.status_code == 200
