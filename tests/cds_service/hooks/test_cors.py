"""Web pages may call the service if the site allows it, and can read errors (X1, X2)."""

import pytest
from flask.testing import FlaskClient

from tests.cds_service.calls import SERVICE, hook_call
from tests.cds_service.conftest import OpenService

PAGE = "https://sandbox.example"


def _preflight(service: FlaskClient, address: str, method: str) -> dict[str, str]:
    asking = {"Origin": PAGE, "Access-Control-Request-Method": method}
    answer = service.options(
        address, headers={**asking, "Access-Control-Request-Headers": "authorization, content-type"}
    )
    assert answer.status_code == 200
    return dict(answer.headers)


@pytest.mark.parametrize(("address", "method"), [("/cds-services", "GET"), (SERVICE, "POST"), ("/health/live", "GET")])
def test_a_pre_flight_is_answered_without_authentication(service: FlaskClient, address: str, method: str) -> None:
    headers = _preflight(service, address, method)
    assert headers["Access-Control-Allow-Origin"] in ("*", PAGE)
    assert method in headers["Access-Control-Allow-Methods"]
    assert {"authorization", "content-type"} <= set(headers["Access-Control-Allow-Headers"].lower().split(", "))
    assert "Access-Control-Allow-Credentials" not in headers


def test_a_public_web_page_may_call_a_service_on_this_machine(service: FlaskClient) -> None:
    asking = {"Origin": PAGE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Private-Network": "true"}
    assert service.options(SERVICE, headers=asking).headers["Access-Control-Allow-Private-Network"] == "true"


@pytest.mark.parametrize(
    ("address", "body", "status"),
    [(SERVICE, hook_call(), 200), (SERVICE, {}, 400), ("/cds-services/other", {}, 404), ("/cds-services", {}, 405)],
)
def test_a_web_page_can_read_every_response_even_errors(
    service: FlaskClient, address: str, body: dict[str, object], status: int
) -> None:
    answer = service.post(address, json=body, headers={"Origin": PAGE})
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", PAGE)


def test_only_listed_origins_are_allowed(open_service: OpenService) -> None:
    service = open_service(cors_origins="https://ehr.example")
    allowed = service.get("/cds-services", headers={"Origin": "https://ehr.example"})
    refused = service.get("/cds-services", headers={"Origin": PAGE})
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://ehr.example"
    assert "Access-Control-Allow-Origin" not in refused.headers
