"""The endpoints of the OpenAPI description: valid and invalid calls get the described answers, and never a 500."""

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import cds_service
from cds_service.app import create_app
from cds_service.prefetch.keys import PREFETCH_KEYS
from cds_service.settings import Profile, Settings
from tests.cds_service.calls import SERVICE, hook_call
from tests.cds_service.response_rules import find_broken_rules
from tests.fuzz.examples_tried import TRIED
from tests.fuzz.resources import JSON, PATIENT, Resource, damaged
from tests.stub_fhir_server import searchset

DESCRIPTION = Path(cds_service.__file__).parent / "schemas" / "openapi.json"


def _application() -> Flask:
    made = create_app(Settings(profile=Profile.DEVELOPMENT), sleep=lambda _: None, monotonic=lambda: 0.0)
    made.config["PROPAGATE_EXCEPTIONS"] = False
    return made


SCHEMA = schemathesis.openapi.from_path(DESCRIPTION)
SCHEMA.app = _application()


@SCHEMA.parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_every_endpoint_answers_as_described(case: Any) -> None:
    TRIED["requests made from the OpenAPI description"] += 1
    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    answer = case.call_and_validate(checks=checks)
    assert answer.status_code < 500


_ANSWERS = st.one_of(
    damaged().map(lambda chart: searchset(*chart)),
    damaged().map(lambda chart: {"resourceType": "Bundle", "type": "searchset", "entry": chart}),
    st.none(),
    JSON,
)
_PREFETCH = st.fixed_dictionaries(
    {prefetch_key.name: _ANSWERS for prefetch_key in PREFETCH_KEYS if prefetch_key.name != "patient"},
    optional={"patient": st.just({"resourceType": "Patient", "id": PATIENT, "birthDate": "1960-02-29"}) | JSON},
)


@given(_PREFETCH)
def test_any_prefetch_gets_a_valid_answer(prefetch: dict[str, Resource]) -> None:
    TRIED["calls with anything prefetched"] += 1
    context = {"userId": "Practitioner/example", "patientId": PATIENT}
    body = json.dumps(hook_call(context=context, prefetch=prefetch), default=str)
    answer = SCHEMA.app.test_client().post(SERVICE, data=body, content_type="application/json")
    assert answer.status_code in (200, 400, 412)
    assert find_broken_rules(answer) == []


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | JSON.map(lambda item: json.dumps(item).encode())
)
def test_any_body_gets_an_answer(body: bytes) -> None:
    TRIED["bodies that are no call"] += 1
    answer = SCHEMA.app.test_client().post(SERVICE, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert find_broken_rules(answer) == []


def test_the_description_lists_all_endpoints() -> None:
    described = {
        (path.replace("{", "<").replace("}", ">"), method.upper())
        for path, item in json.loads(DESCRIPTION.read_text("utf-8"))["paths"].items()
        for method in item
    }
    served = {
        (rule.rule, method)
        for rule in SCHEMA.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == served


@pytest.mark.parametrize("named", ["hook_call.schema.json", "../../cards/schemas/assessment.schema.json"])
def test_the_files_that_the_description_refers_to_exist(named: str) -> None:
    assert f'"{named}"' in DESCRIPTION.read_text("utf-8")
    assert (DESCRIPTION.parent / named).is_file()
