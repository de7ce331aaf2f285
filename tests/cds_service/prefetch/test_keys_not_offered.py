"""Optional keys that a site says not to offer: a property of the site, never of a patient."""

import pytest
from flask.testing import FlaskClient

from cds_service.prefetch.keys import OPTIONAL_KEYS
from cds_service.settings import InvalidSettingsError, read_settings
from tests.cds_service.calls import REQUIRED, SEARCHED, SERVICE, empty_prefetch, hook_call, read_assessment, without
from tests.cds_service.conftest import OpenService
from tests.stub_fhir_server import StubFhirServer, searchset

NOT_OFFERED = ("the site does not offer it", "not-offered")
FAILED = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}


def list_unread(service: FlaskClient, *absent: str, server: str = "", **sent: object) -> dict[str, tuple[str, str]]:
    members = {"fhirServer": server} if server else {}
    call = hook_call(prefetch=without(empty_prefetch(**sent), *absent), **members)
    answer = service.post(SERVICE, json=call)
    assert answer.status_code == 200
    unread = read_assessment(answer.json).get("unread", [])
    return {query["key"]: (query["reason"], query["kind"]) for query in unread}


@pytest.mark.parametrize("key", OPTIONAL_KEYS)
def test_a_named_key_that_was_not_sent_is_not_offered_and_nobody_is_asked(
    open_service: OpenService, fhir: StubFhirServer, key: str
) -> None:
    service = open_service(keys_not_offered=(key,))
    assert list_unread(service, key) == {key: NOT_OFFERED}
    assert list_unread(service, key, server=fhir.base) == {key: NOT_OFFERED}
    assert fhir.requested_names == []


@pytest.mark.parametrize(("named", "kind"), [((), "failed"), (("dispenses",), "not-offered")])
def test_a_named_key_that_failed_is_not_offered(open_service: OpenService, named: tuple[str, ...], kind: str) -> None:
    unread = list_unread(open_service(keys_not_offered=named), dispenses=FAILED)
    assert unread["dispenses"][1] == kind


def test_a_named_key_that_was_sent_is_read(open_service: OpenService) -> None:
    assert list_unread(open_service(keys_not_offered=("dispenses",)), dispenses=searchset()) == {}


def test_the_other_keys_are_asked_for_as_before(open_service: OpenService, fhir: StubFhirServer) -> None:
    service = open_service(keys_not_offered=("dispenses",))
    assert list_unread(service, "dispenses", "statements", server=fhir.base) == {"dispenses": NOT_OFFERED}
    assert fhir.requested_names == ["statements"]


def test_discovery_announces_no_named_key(open_service: OpenService) -> None:
    named = {"dispenses", "reports"}
    [announced] = open_service(keys_not_offered=tuple(named)).get("/cds-services").json["services"]
    assert announced["prefetch"].keys() == {"patient", *SEARCHED} - named


@pytest.mark.parametrize("name", [*REQUIRED, "dispense"])
def test_a_required_or_unknown_key_cannot_be_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("IMATINIB_CDS_KEYS_NOT_OFFERED", f"dispenses, {name}")
    with pytest.raises(InvalidSettingsError, match=r"IMATINIB_CDS_KEYS_NOT_OFFERED: .*chemistry, clinical-findings"):
        read_settings()


def test_several_keys_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMATINIB_CDS_KEYS_NOT_OFFERED", "dispenses, statements")
    assert read_settings().keys_not_offered == ("dispenses", "statements")
