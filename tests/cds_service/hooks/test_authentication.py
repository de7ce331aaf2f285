"""In production a call is answered only if a trusted client has signed it; what a client may do is its own."""

import time
from pathlib import Path
from typing import Any

import pytest
import structlog
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cds_service.observability import log_events
from tests.cds_service.auth.tokens import NOW, PATH, PUBLIC_URL, Token, claims, elliptic_key, rsa_key
from tests.cds_service.calls import hook_call
from tests.cds_service.production import FHIR_SERVER, PAGE, open_production
from tests.conftest import FROZEN


@pytest.fixture
def service(tmp_path: Path) -> FlaskClient:
    """The service in production."""
    return open_production(tmp_path)


def post(service: FlaskClient, token: object = None, path: str = PATH, **headers: str) -> TestResponse:
    authorization = {} if token is None else {"Authorization": f"Bearer {token}"}
    return service.post(path, json=hook_call(), headers={**authorization, **headers})


def number(jti: int) -> dict[str, Any]:
    return claims(jti=f"token-{jti}")


def test_a_signed_call_is_answered(service: FlaskClient) -> None:
    assert post(service, Token()).status_code != 401


ATTACKS = [
    ("no token", None),
    ("no signature", "eyJhbGciOiJub25lIn0.e30."),
    ("another issuer", Token(claims(iss="https://attacker.example"))),
    ("another service", Token(claims(aud=f"{PUBLIC_URL}/cds-services/another"))),
    ("expired", Token(claims(iat=int(NOW) - 900, exp=int(NOW) - 600))),
    ("issued in the future", Token(claims(iat=int(NOW) + 600, exp=int(NOW) + 900))),
    ("a key of a stranger", Token(key=elliptic_key("key-of-a-stranger"), headers={"kid": "key-1"})),
    ("an unknown kid", Token(key=rsa_key("another"))),
    ("a foreign jku", Token(headers={"jku": "https://attacker.example/jwks.json"})),
    ("no jti", Token(claims(jti=None))),
    ("24 KiB", "A" * 24 * 1024),
]


def test_every_refusal_has_the_same_bytes_and_headers(service: FlaskClient) -> None:
    with time_machine.travel(FROZEN, tick=False) as clock:
        responses = []
        for _, token in ATTACKS:
            clock.shift(2)  # below the limit of failures; the tokens stay valid
            responses.append(post(service, token))
    assert {response.status_code for response in responses} == {401}
    assert len({response.data for response in responses}) == 1
    assert len({str(sorted(response.headers)) for response in responses}) == 1
    assert responses[0].headers["WWW-Authenticate"] == "Bearer"
    assert responses[0].json["issue"][0]["code"] == "login"


def test_a_token_is_used_once_by_any_worker(tmp_path: Path) -> None:
    workers = [open_production(tmp_path) for _ in range(2)]
    assert post(workers[0], Token()).status_code != 401
    assert post(workers[1], Token()).status_code == 401


def test_a_refusal_does_not_read_the_body(service: FlaskClient) -> None:
    response = service.post(PATH, data=b"{" * 1000, content_type="application/json")
    assert response.status_code == 401
    assert b"hookInstance" not in response.data


def test_an_unknown_service_is_404_only_for_those_who_are_known(service: FlaskClient) -> None:
    path = "/cds-services/another"
    assert post(service, path=path).status_code == 401
    assert post(service, Token(claims(aud=f"{PUBLIC_URL}{path}")), path=path).status_code == 404


@pytest.mark.parametrize("path", ["/cds-services", "/health/live", "/health/ready"])
def test_discovery_and_health_need_no_token(service: FlaskClient, path: str) -> None:
    assert service.get(path).status_code == 200
    assert service.get(path, headers={"Authorization": "Bearer nonsense"}).status_code == 200


def test_the_log_names_the_cause_and_the_client_and_never_the_token(
    service: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    log_events.configure()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory())
    token = Token(claims(jti=""))
    post(service, token)
    written = capsys.readouterr().out
    assert "bad-jti" in written
    assert "Example hospital" in written
    assert str(token)[:20] not in written
    structlog.reset_defaults()


def test_ten_failures_of_an_address_in_a_second_are_looked_at_and_no_more(service: FlaskClient) -> None:
    assert [post(service).status_code for _ in range(11)] == [401] * 10 + [429]
    limited = post(service, Token())
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "1")
    assert limited.json["issue"][0]["code"] == "throttled"
    with time_machine.travel(time.time() + 2, tick=False):
        assert post(service, Token()).status_code != 429


def test_a_client_may_call_as_often_as_its_entry_says(tmp_path: Path) -> None:
    service = open_production(tmp_path, "calls_per_minute = 4", workers=2)
    statuses = [post(service, Token(number(jti))).status_code for jti in range(3)]
    assert (statuses.count(429), statuses[-1]) == (1, 429)


ORIGINS = [(PAGE, False), ("https://EHR.example.org", False), ("https://other.example.org", True), ("null", True)]


@pytest.mark.parametrize(("origin", "is_refused"), ORIGINS)
def test_a_web_page_calls_only_for_the_client_that_lists_it(tmp_path: Path, origin: str, is_refused: bool) -> None:
    service = open_production(tmp_path, f'web_origins = ["{PAGE}"]')
    assert (post(service, Token(), Origin=origin).status_code == 403) is is_refused


def test_a_pre_flight_is_answered_for_the_origins_of_the_clients_alone(tmp_path: Path) -> None:
    service = open_production(tmp_path, f'web_origins = ["{PAGE}"]')
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    allowed = service.options(PATH, headers={"Origin": PAGE, **asked})
    refused = service.options(PATH, headers={"Origin": "https://other.example.org", **asked})
    assert allowed.headers["Access-Control-Allow-Origin"] == PAGE
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_a_client_reads_only_the_fhir_servers_of_its_entry(tmp_path: Path) -> None:
    service = open_production(tmp_path, 'fhir_servers = ["https://EHR.example.org:443/r4/"]')
    asked = {"fhirAuthorization": {"access_token": "x", "token_type": "Bearer"}}
    foreign = hook_call(fhirServer="https://other.example.org/r4", prefetch={}, **asked)
    headers = {"Authorization": f"Bearer {Token()}"}
    response = service.post(PATH, json=foreign, headers=headers)
    assert response.status_code == 412
    assert "not allowed to read from fhirServer" in response.text


def test_the_day_is_that_of_the_client(tmp_path: Path) -> None:
    here = open_production(tmp_path, timezone="UTC")
    there = open_production(tmp_path, 'timezone = "Pacific/Auckland"', timezone="UTC")
    days = [_day(service, jti) for jti, service in enumerate((here, there))]
    assert days == ["2024-06-15", "2024-06-16"]


def _day(service: FlaskClient, jti: int) -> str:
    response = post(service, Token(number(jti)))
    assert response.status_code == 200
    day: str = response.json["extension"]["org.imatinib-cds.assessment"]["asOf"]
    return day


def test_the_fhir_server_of_the_entry_is_read(tmp_path: Path) -> None:
    service = open_production(tmp_path, f'fhir_servers = ["{FHIR_SERVER}"]')
    call = hook_call(fhirServer=FHIR_SERVER, prefetch={})
    response = service.post(PATH, json=call, headers={"Authorization": f"Bearer {Token()}"})
    assert response.status_code == 412
    assert "no usable access token" in response.text
