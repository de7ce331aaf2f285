"""The feedback endpoint: all or nothing, kept once, and never used across clients (B1 to B12)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cards.wordings.override_reasons import OVERRIDE_REASONS
from cds_service.app import create_app, find_ledger
from cds_service.ledger import open_engine, parse_database_url, upgrade_database
from cds_service.ledger.tables import DECISION, FEEDBACK
from cds_service.settings import Profile, Settings
from tests.cds_service.auth.tokens import ISSUER, PATH, PUBLIC_URL, Token, claims
from tests.cds_service.calls import PATIENT_ID, SERVICE, empty_prefetch, hook_call
from tests.cds_service.conftest import CheckedClient
from tests.cds_service.production import PAGE, build_settings, write_clients
from tests.conftest import FROZEN

URL = f"{SERVICE}/feedback"
CARD = "f2d2f6d5-0a0c-4b5e-9a53-0f9b43a2a5f1"
SUGGESTION = "0b8c4c5e-0f3e-4b7f-8a33-3f0e7a3b6d21"
REASON = {"code": "patient-refuses", "system": "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"}
COMMENT = "Ada prefers to wait"
SUBJECT = {"reference": f"Patient/{PATIENT_ID}"}
CONDITION = {
    "resourceType": "Condition",
    "id": "1",
    "subject": SUBJECT,
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "92818009"}]},
}
ORDER = {
    "resourceType": "MedicationRequest",
    "id": "2",
    "status": "active",
    "intent": "order",
    "subject": SUBJECT,
    "authoredOn": "2020-01-01",
    "medicationCodeableConcept": {
        "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "403879"}]
    },
}
"""With nothing but these, results are asked for."""


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of the database."""
    return f"sqlite:///{tmp_path / 'ledger.sqlite3'}"


@pytest.fixture
def app(url: str) -> Flask:
    """The service in development with a database."""
    return open_app(url)


def open_app(url: str, **settings: Any) -> Flask:
    app = create_app(Settings(profile=Profile.DEVELOPMENT, database_url=url, **settings))
    app.test_client_class = CheckedClient
    return app


def item(**changed: Any) -> dict[str, Any]:
    """An item that overrides a card; a member given as None is left out."""
    members = {"card": CARD, "outcome": "overridden", "outcomeTimestamp": "2024-06-15T10:06:02.120Z", **changed}
    return {name: value for name, value in members.items() if value is not None}


def accepted(**changed: Any) -> dict[str, Any]:
    """An item that accepts a suggestion."""
    return item(**{"outcome": "accepted", "acceptedSuggestions": [{"id": SUGGESTION}], **changed})


def send(app: Flask, *items: Any, **options: Any) -> Any:
    return app.test_client().post(URL, json={"feedback": list(items)}, **options)


def read_rows(app: Flask, url: str) -> list[dict[str, Any]]:
    ledger = find_ledger(app)
    assert ledger
    ledger.stop()
    engine = open_engine(parse_database_url(url))
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(select(FEEDBACK).order_by(FEEDBACK.c.card)).mappings()]
    engine.dispose()
    return rows


def show_card(client: FlaskClient, **options: Any) -> dict[str, Any]:
    """Open a chart for which a card is shown, and return the card."""
    prefetch = empty_prefetch(
        conditions={"resourceType": "Bundle", "entry": [{"resource": CONDITION}]},
        medications={"resourceType": "Bundle", "entry": [{"resource": ORDER}]},
    )
    [card] = client.post(SERVICE, json=hook_call(prefetch=prefetch), **options).get_json()["cards"]
    return dict(card)


# The messages of the CDS Hooks Sandbox, as its browser client sends them.
SANDBOX: list[tuple[dict[str, Any], tuple[Any, ...]]] = [
    (accepted(outcomeTimestamp="2026-11-30T20:05:31.123Z"), ("accepted", [SUGGESTION], None)),
    (item(overrideReason={"reason": REASON}), ("overridden", [], "patient-refuses")),
    (item(), ("overridden", [], None)),
]


@pytest.mark.parametrize(("message", "kept"), SANDBOX, ids=["accept", "override", "dismiss"])
def test_the_messages_of_the_sandbox_are_kept(app: Flask, url: str, message: Any, kept: tuple[Any, ...]) -> None:
    answer = send(app, message)
    assert (answer.status_code, answer.get_json()) == (200, {})
    [row] = read_rows(app, url)
    assert (row["outcome"], row["suggestions"], row["reason_code"]) == kept


def test_feedback_on_a_card_that_was_shown_is_matched_with_its_decision(app: Flask, url: str) -> None:
    card = show_card(app.test_client())
    assert send(app, item(card=card["uuid"].upper())).status_code == 200
    [row] = read_rows(app, url)
    assert (row["status"], row["card"]) == ("matched", card["uuid"])


def test_feedback_on_an_unknown_card_is_kept_as_unmatched(app: Flask, url: str) -> None:
    assert send(app, item()).status_code == 200
    [row] = read_rows(app, url)
    assert (row["status"], row["decision"]) == ("unmatched", None)


def test_a_card_may_be_accepted_and_later_overridden(app: Flask, url: str) -> None:
    assert send(app, accepted(), item(outcomeTimestamp="2024-06-15T11:00:00+02:00")).status_code == 200
    assert {row["outcome"] for row in read_rows(app, url)} == {"accepted", "overridden"}


def test_several_cards_in_one_call_and_repeats_are_each_kept_once(app: Flask, url: str) -> None:
    other = "0f6ce5fc-2c1c-4c92-8d7f-3f8f3e3a0b11"
    for _ in range(3):
        assert send(app, item(), item(card=other), item()).status_code == 200
    assert {row["card"] for row in read_rows(app, url)} == {CARD, other}


def test_an_unknown_reason_code_is_kept(app: Flask, url: str) -> None:
    assert send(app, item(overrideReason={"reason": {"code": "of-our-own"}})).status_code == 200
    [row] = read_rows(app, url)
    assert (row["reason_code"], row["reason_system"]) == ("of-our-own", None)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"code": "Ms Invented is afraid", "system": "http://ehr.example.org/reasons"}, "free-text"),
        ({"code": "afraid", "system": "reasons of Ms Invented"}, "afraid"),
    ],
)
def test_words_in_place_of_a_code_are_not_kept(app: Flask, url: str, sent: dict[str, str], kept: str) -> None:
    assert send(app, item(overrideReason={"reason": sent})).status_code == 200
    [row] = read_rows(app, url)
    assert row["reason_code"] == kept
    assert "Invented" not in str(row)


@pytest.mark.parametrize(("keeps", "kept"), [(False, None), (True, COMMENT)])
def test_a_comment_is_kept_only_where_the_site_wants_it(url: str, keeps: bool, kept: str | None) -> None:
    app = open_app(url, keep_comments=keeps)
    assert send(app, item(overrideReason={"userComment": COMMENT})).status_code == 200
    [row] = read_rows(app, url)
    assert (row["has_comment"], row["comment"]) == (True, kept)


MALFORMED: list[tuple[Any, str]] = [
    ([item()], "the call is not a JSON object"),
    ({}, "feedback is missing"),
    ({"feedback": item()}, "feedback is not an array of at most 100 items"),
    ({"feedback": [item()] * 101}, "feedback is not an array of at most 100 items"),
    ({"feedback": ["accepted"]}, "feedback.0 is not an object"),
    ({"feedback": [item(card=None)]}, "feedback.0.card is missing"),
    ({"feedback": [item(card="card-1")]}, "feedback.0.card is not a UUID"),
    ({"feedback": [item(outcome=None)]}, "feedback.0.outcome is missing"),
    ({"feedback": [item(outcome="ignored")]}, "feedback.0.outcome is not accepted or overridden"),
    ({"feedback": [item(outcomeTimestamp=None)]}, "feedback.0.outcomeTimestamp is missing"),
    (
        {"feedback": [item(outcomeTimestamp="2024-06-15")]},
        "feedback.0.outcomeTimestamp is not a date and time with its",
    ),
    (
        {"feedback": [item(outcomeTimestamp="2024-06-31T00:00:00Z")]},
        "feedback.0.outcomeTimestamp is not a date and time",
    ),
    ({"feedback": [accepted(acceptedSuggestions=None)]}, "feedback.0.acceptedSuggestions is missing"),
    ({"feedback": [accepted(acceptedSuggestions=[])]}, "feedback.0.acceptedSuggestions is not an array of 1 to 100"),
    ({"feedback": [accepted(acceptedSuggestions=[{}])]}, "feedback.0.acceptedSuggestions.0.id is missing"),
    ({"feedback": [item(overrideReason="no")]}, "feedback.0.overrideReason is not an object"),
    ({"feedback": [item(overrideReason={"reason": {}})]}, "feedback.0.overrideReason.reason.code is missing"),
    (
        {"feedback": [item(overrideReason={"userComment": "x" * 4001})]},
        "feedback.0.overrideReason.userComment is not a",
    ),
]


@pytest.mark.parametrize(("body", "fault"), MALFORMED)
def test_a_malformed_item_is_named_and_none_is_kept(app: Flask, url: str, body: Any, fault: str) -> None:
    if isinstance(body, dict) and isinstance(body.get("feedback"), list):
        body = {"feedback": [*body["feedback"], item()][-101:]}
    answer = app.test_client().post(URL, json=body)
    assert answer.status_code == 400
    assert [issue for issue in answer.get_json()["issue"] if issue["details"]["text"].startswith(fault)]
    assert read_rows(app, url) == []


def test_every_fault_is_named_at_once(app: Flask) -> None:
    answer = send(app, item(card="1"), item(outcome="2"), item())
    assert [issue["expression"] for issue in answer.get_json()["issue"]] == [
        ["feedback.0.card"],
        ["feedback.1.outcome"],
    ]


@pytest.mark.parametrize("member", ["overrideReason", "acceptedSuggestions"])
def test_a_member_that_is_null_counts_as_absent(app: Flask, member: str) -> None:
    assert send(app, item() | {member: None}).status_code == 200


def test_a_hundred_items_and_a_comment_of_four_thousand_characters_are_accepted(app: Flask, url: str) -> None:
    items = [item(overrideReason={"userComment": "x" * 4000, "reason": {"code": str(number)}}) for number in range(100)]
    assert send(app, *items).status_code == 200
    assert len(read_rows(app, url)) == 100


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": "{}", "content_type": "text/plain"}, 415),
        ({"json": {"feedback": []}, "headers": {"Content-Encoding": "gzip"}}, 415),
        ({"data": b" " * (2**20 + 1), "content_type": "application/json"}, 413),
        ({"json": {"feedback": []}}, 200),
    ],
)
def test_what_is_no_feedback_is_refused(app: Flask, options: dict[str, Any], status: int) -> None:
    assert app.test_client().post(URL, **options).status_code == status


def test_feedback_belongs_to_an_announced_service(app: Flask) -> None:
    assert app.test_client().post("/cds-services/other/feedback", json={"feedback": []}).status_code == 404


def test_without_a_ledger_there_is_no_feedback(open_service: Callable[..., FlaskClient]) -> None:
    assert open_service().post(URL, json={"feedback": [item()]}).status_code == 404


def test_feedback_that_cannot_be_kept_is_not_acknowledged(url: str, tmp_path: Path) -> None:
    from cds_service.ledger.journal import lock_file

    app = open_app(url, journal=str(tmp_path), journal_mib=1)
    with (tmp_path / "held.journal").open("wb") as other:
        lock_file(other.fileno())
        other.truncate(2**20)
        answer = send(app, item())
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert read_rows(app, url) == []


def test_a_web_page_may_send_feedback(app: Flask) -> None:
    asking = {"Origin": "https://sandbox.example", "Access-Control-Request-Method": "POST"}
    assert app.test_client().options(URL, headers=asking).headers["Access-Control-Allow-Methods"]
    assert send(app, "broken", headers={"Origin": "https://sandbox.example"}).headers["Access-Control-Allow-Origin"]


def test_an_item_is_never_printed_with_its_comment() -> None:
    from cds_service.hooks.feedback_items import parse_feedback

    [parsed] = parse_feedback({"feedback": [item(overrideReason={"userComment": COMMENT})]})
    assert parsed.comment == COMMENT
    assert COMMENT not in repr(parsed)


def test_no_reason_has_an_asterisk_and_another_drug_can_be_stated() -> None:
    assert [reason.display for reason in OVERRIDE_REASONS if "*" in reason.display] == []
    assert "other-tki-planned" in {reason.code for reason in OVERRIDE_REASONS}


@pytest.fixture
def production(tmp_path: Path, url: str) -> Flask:
    """The service in production, with one client and two tenants."""
    write_clients(tmp_path, f'tenants = ["one", "two"]\nweb_origins = ["{PAGE}"]')
    engine = open_engine(parse_database_url(url), migrates=True)
    upgrade_database(engine)
    engine.dispose()
    settings = build_settings(tmp_path, database_url=url, pseudonym_keys="2024:" + "k" * 32)
    return create_app(settings, now=lambda: FROZEN)


def sign(path: str, jti: str, tenant: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {Token(claims(aud=PUBLIC_URL + path, jti=jti, tenant=tenant))}"}


def test_feedback_needs_a_token_for_itself_or_for_its_service(production: Flask) -> None:
    body = {"feedback": [item()]}
    client = production.test_client()
    assert client.post(URL, json=body).status_code == 401
    for number, path in enumerate((PATH, f"{PATH}/feedback")):
        assert client.post(URL, json=body, headers=sign(path, str(number), "one")).status_code == 200
    assert client.post(URL, json=body, headers=sign("/cds-services", "3", "one")).status_code == 401


def test_feedback_from_another_tenant_stays_unmatched(production: Flask, url: str) -> None:
    client = production.test_client()
    card = show_card(client, headers=sign(PATH, "1", "one"))
    for number, tenant in enumerate(("two", "one"), 2):
        answer = client.post(URL, json={"feedback": [item(card=card["uuid"])]}, headers=sign(PATH, str(number), tenant))
        assert answer.status_code == 200
    assert {row["tenant"]: row["status"] for row in read_rows(production, url)} == {
        "two": "unmatched",
        "one": "matched",
    }


def test_a_decision_in_production_names_its_client_and_tenant(production: Flask, url: str) -> None:
    show_card(production.test_client(), headers=sign(PATH, "1", "one"))
    read_rows(production, url)
    engine = open_engine(parse_database_url(url))
    with engine.connect() as connection:
        [row] = connection.execute(select(DECISION)).mappings().all()
    engine.dispose()
    assert (row["client"], row["tenant"], row["key_id"]) == ("Example hospital", "one", "2024")
    assert ISSUER not in json.dumps(dict(row), default=str)
