"""What is shown: nothing twice that was answered, nothing in shadow, and everything while the ledger is away."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text

from cds_service.app import create_app, find_ledger
from cds_service.cli.main import main
from cds_service.ledger import open_engine, parse_database_url
from cds_service.ledger.tables import CHANGE, DECISION, FEEDBACK
from cds_service.settings import InvalidSettingsError, Profile, Settings
from tests.cds_service.auth.tokens import PATH, PUBLIC_URL, Token, claims
from tests.cds_service.calls import SERVICE, empty_prefetch, hook_call
from tests.cds_service.conftest import CheckedClient
from tests.cds_service.hooks.test_feedback import CONDITION, ORDER, item
from tests.cds_service.ledger.counted import wait_until
from tests.cds_service.production import build_settings, write_clients
from tests.conftest import FROZEN

DELIVERY, ASSESSMENT = "org.imatinib-cds.delivery", "org.imatinib-cds.assessment"
KEYS = "2024:" + "k" * 32
CHART = empty_prefetch(
    conditions={"resourceType": "Bundle", "entry": [{"resource": CONDITION}]},
    medications={"resourceType": "Bundle", "entry": [{"resource": ORDER}]},
)
"""A chart for which data are asked."""


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.moment, self.seconds = FROZEN, 0.0

    def now(self) -> datetime:
        """The moment."""
        return self.moment

    def monotonic(self) -> float:
        """Seconds on a clock without a zone."""
        return self.seconds

    def pass_days(self, days: float) -> None:
        """Let time pass."""
        self.moment += timedelta(days=days)
        self.seconds += days * 86_400


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of the database."""
    return f"sqlite:///{tmp_path / 'ledger.sqlite3'}"


@pytest.fixture
def database(app: Flask, url: str) -> Any:
    """The database, opened for the test."""
    engine = open_engine(parse_database_url(url), writes=True)
    yield engine
    engine.dispose()
    stop(app)


@pytest.fixture
def app(url: str, clock: Clock) -> Flask:
    """The service in development with a database."""
    return open_app(clock, database_url=url)


def open_app(clock: Clock, **settings: Any) -> Flask:
    app = create_app(Settings(profile=Profile.DEVELOPMENT, **settings), now=clock.now, monotonic=clock.monotonic)
    app.test_client_class = CheckedClient
    return app


def stop(app: Flask) -> None:
    ledger = find_ledger(app)
    assert ledger
    ledger.stop()


def open_chart(app: Flask, **options: Any) -> dict[str, Any]:
    answer = app.test_client().post(SERVICE, json=hook_call(prefetch=CHART), **options)
    assert answer.status_code == 200
    return dict(answer.get_json())


def wait_for_rows(database: Engine, table: Any, number: int) -> None:
    def is_there() -> bool:
        with database.connect() as connection:
            return len(connection.execute(select(table.c.id)).all()) >= number

    wait_until(is_there)


def test_an_answer_says_how_it_was_delivered(app: Flask) -> None:
    answer = open_chart(app)
    assert answer["extension"][DELIVERY] == {"mode": "live", "shown": True}
    stop(app)


def test_a_card_that_asks_for_data_rests_once_it_was_shown(app: Flask, database: Engine, clock: Clock) -> None:
    first = open_chart(app)
    wait_for_rows(database, DECISION, 1)
    second = open_chart(app)
    assert (len(first["cards"]), second["cards"]) == (1, [])
    held = second["extension"][DELIVERY]["heldBack"]
    assert held == {"reason": "shown", "since": "2024-06-15T22:30:00Z", "until": "2024-06-29T22:30:00Z"}
    assert second["extension"][ASSESSMENT]["recommendation"] == first["extension"][ASSESSMENT]["recommendation"]
    clock.pass_days(14)
    assert len(open_chart(app)["cards"]) == 1


def test_what_was_held_back_is_recorded_with_its_reason(app: Flask, database: Engine) -> None:
    open_chart(app)
    wait_for_rows(database, DECISION, 1)
    open_chart(app)
    wait_for_rows(database, DECISION, 2)
    with database.connect() as connection:
        rows = connection.execute(select(DECISION.c.shown, DECISION.c.held_back_reason)).all()
    assert sorted(rows) == [(False, "shown"), (True, None)]


def test_a_card_that_was_refused_is_held_back_for_longer(app: Flask, database: Engine, clock: Clock) -> None:
    card = open_chart(app)["cards"][0]["uuid"]
    feedback = item(
        card=card, outcomeTimestamp="2024-06-15T22:30:00Z", overrideReason={"reason": {"code": "patient-refuses"}}
    )
    assert app.test_client().post(f"{SERVICE}/feedback", json={"feedback": [feedback]}).status_code == 200
    wait_for_rows(database, FEEDBACK, 1)
    clock.pass_days(89.9)
    assert open_chart(app)["extension"][DELIVERY]["heldBack"]["reason"] == "patient-refuses"
    clock.pass_days(0.1)
    assert open_chart(app)["extension"][DELIVERY]["shown"]


def test_an_answer_dated_in_the_future_counts_from_its_receipt(app: Flask, database: Engine, clock: Clock) -> None:
    card = open_chart(app)["cards"][0]["uuid"]
    feedback = item(
        card=card, outcomeTimestamp="2034-06-15T22:30:00Z", overrideReason={"reason": {"code": "patient-refuses"}}
    )
    assert app.test_client().post(f"{SERVICE}/feedback", json={"feedback": [feedback]}).status_code == 200
    wait_for_rows(database, FEEDBACK, 1)
    clock.pass_days(90)
    assert open_chart(app)["extension"][DELIVERY]["shown"]


def test_another_patient_is_not_held_back(app: Flask, database: Engine) -> None:
    open_chart(app)
    wait_for_rows(database, DECISION, 1)
    call = hook_call(
        prefetch=CHART | {"patient": {"resourceType": "Patient", "id": "another", "birthDate": "1960-01-01"}}
    )
    call["context"]["patientId"] = "another"
    body = app.test_client().post(SERVICE, json=call).get_json()
    assert "heldBack" not in body["extension"][DELIVERY]


def test_nothing_is_held_back_while_the_database_is_away(app: Flask, database: Engine, clock: Clock) -> None:
    open_chart(app)
    wait_for_rows(database, DECISION, 1)
    assert open_chart(app)["cards"] == []
    wait_for_rows(database, DECISION, 2)
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE decision RENAME TO elsewhere"))
    assert len(open_chart(app)["cards"]) == 1
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO decision"))
    assert len(open_chart(app)["cards"]) == 1  # the database is asked again some seconds later
    clock.pass_days(0.001)
    assert open_chart(app)["cards"] == []


@pytest.mark.parametrize("mode", ["shadow", "off"])
def test_in_shadow_nothing_leaves_the_service_and_everything_is_recorded(url: str, clock: Clock, mode: str) -> None:
    app = open_app(clock, database_url=url, mode=mode)
    assert open_chart(app) == {"cards": [], "extension": {DELIVERY: {"mode": mode, "shown": False}}}
    stop(app)
    engine = open_engine(parse_database_url(url))
    with engine.connect() as connection:
        [row] = connection.execute(select(DECISION)).mappings().all()
    engine.dispose()
    assert (row["mode"], row["shown"], row["action"], len(row["cards"])) == (mode, False, "complete-data", 1)


def test_feedback_on_a_card_of_the_shadow_is_never_matched(url: str, clock: Clock) -> None:
    app = open_app(clock, database_url=url, mode="shadow")
    open_chart(app)
    stop(app)
    engine = open_engine(parse_database_url(url))
    with engine.connect() as connection:
        card = connection.scalars(select(DECISION.c.cards)).one()[0]["uuid"]
    assert app.test_client().post(f"{SERVICE}/feedback", json={"feedback": [item(card=card)]}).status_code == 200
    stop(app)
    with engine.connect() as connection:
        assert connection.scalars(select(FEEDBACK.c.status)).all() == ["unmatched"]
    engine.dispose()


def test_a_mode_that_is_set_is_in_force_within_five_seconds(
    app: Flask, database: Engine, clock: Clock, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMATINIB_CDS_DATABASE_URL", url)
    monkeypatch.setenv("IMATINIB_CDS_PROFILE", "development")
    assert len(open_chart(app)["cards"]) == 1
    main(["mode", "set", "shadow", "--by", "Example", "--why", "to be looked into"])
    clock.seconds += 5
    assert open_chart(app)["extension"] == {DELIVERY: {"mode": "shadow", "shown": False}}
    main(["mode", "set", "live", "--by", "Example", "--why", "it was nothing"])
    clock.seconds += 5
    assert open_chart(app)["extension"][DELIVERY]["mode"] == "live"
    with database.connect() as connection:
        changes = connection.execute(select(CHANGE.c.value, CHANGE.c.changed_by, CHANGE.c.why)).all()
    assert sorted(changes) == [("live", "Example", "it was nothing"), ("shadow", "Example", "to be looked into")]


def test_the_modes_are_printed(
    app: Flask, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IMATINIB_CDS_DATABASE_URL", url)
    monkeypatch.setenv("IMATINIB_CDS_MODE", "shadow")
    reason = ["--by", "Example", "--why", "a trial"]
    main(["mode", "set", "off", "--client", "Example hospital", "--action", "confirm", *reason])
    main(["mode", "show"])
    assert capsys.readouterr().out.splitlines() == [
        "client Example hospital, action confirm: off",
        "settings (IMATINIB_CDS_MODE): shadow",
        "client Example hospital, action confirm: off",
    ]


@pytest.mark.parametrize(
    ("more", "mode"),
    [
        ("", "live"),
        ('mode = "live"', "live"),
        ('mode = "shadow"', "shadow"),
        ('mode = "off"', "off"),
        ('shadow_actions = ["complete-data"]', "shadow"),
        ('shadow_actions = ["escalate"]', "live"),
        ('shadow_criteria = ["kantarjian2003/hematologic-relapse"]', "live"),
    ],
)
def test_the_file_of_trusted_clients_sets_modes(tmp_path: Path, more: str, mode: str) -> None:
    write_clients(tmp_path, more)
    app = create_app(build_settings(tmp_path), now=lambda: FROZEN)
    token = Token(claims(aud=f"{PUBLIC_URL}{PATH}"))
    assert open_chart(app, headers={"Authorization": f"Bearer {token}"})["extension"][DELIVERY]["mode"] == mode


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ('shadow_criteria = ["kantarjian2003/no-such"]', "no such criterion: kantarjian2003/no-such"),
        ('shadow_actions = ["escalat"]', "no such action: escalat"),
        ('mode = "dark"', "mode: Input should be 'live', 'shadow' or 'off'"),
    ],
)
def test_a_misspelled_mode_keeps_the_service_from_starting(tmp_path: Path, more: str, fault: str) -> None:
    write_clients(tmp_path, more)
    with pytest.raises(InvalidSettingsError, match=fault):
        create_app(build_settings(tmp_path))


def test_a_faulty_table_of_quiet_periods_keeps_the_service_from_starting(
    tmp_path: Path, open_service: Callable[..., Any]
) -> None:
    (tmp_path / "own.toml").write_text("urgent_days = 30", "utf-8")
    with pytest.raises(InvalidSettingsError, match=r"IMATINIB_CDS_QUIET_PERIODS: .*urgent_days"):
        open_service(quiet_periods=str(tmp_path / "own.toml"))


def test_without_a_ledger_nothing_is_held_back(open_service: Callable[..., Any]) -> None:
    service = open_service()
    for _ in range(2):
        assert service.post(SERVICE, json=hook_call(prefetch=CHART)).get_json()["cards"]
