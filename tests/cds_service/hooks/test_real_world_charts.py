"""Whatever stands anywhere in a chart, the call is answered: what cannot be used is set aside, the rest is judged."""

import copy
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds_service.demonstration.patients import patients
from response_criteria.model.findings import Action
from tests.cds_service.calls import SERVICE, empty_prefetch, hook_call
from tests.stub_fhir_server import searchset

ESCALATED = next(each for each in patients(date(2024, 6, 15)) if each.expected.action is Action.ESCALATE)

ODD = (
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
"""What may stand in place of any element."""

Path = tuple[str | int, ...]


def _paths(value: Any, here: Path = ()) -> Iterator[Path]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in children:
        yield (*here, name)
        yield from _paths(child, (*here, name))


RESOURCES = copy.deepcopy(list(ESCALATED.resources))
PATHS = list(_paths(RESOURCES))


def _with(changes: list[tuple[Path, Any]]) -> list[Any]:
    resources = copy.deepcopy(RESOURCES)
    for path, odd in changes:
        holder: Any = resources
        for name in path[:-1]:
            holder = holder[name] if _has(holder, name) else {}
        if _has(holder, path[-1]):
            holder[path[-1]] = odd
    return resources


def _has(holder: Any, name: str | int) -> bool:
    return name in holder if isinstance(holder, dict) else isinstance(name, int) and isinstance(holder, list)


@given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(ODD)), min_size=1, max_size=4))
@settings(max_examples=75, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_element_of_any_kind_ends_the_call(service: FlaskClient, changes: list[tuple[Path, Any]]) -> None:
    chart = searchset(*_with(changes))
    context = {"userId": "Practitioner/example", "patientId": ESCALATED.id}
    call = hook_call(context=context, prefetch=empty_prefetch(patient=None, chemistry=chart))
    answer = service.post(SERVICE, data=json.dumps(call), content_type="application/json")
    assert answer.status_code == 200
