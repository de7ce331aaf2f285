"""A token is used once, by whichever worker it comes to."""

from pathlib import Path

import pytest

from cds_service.auth import SqliteReplayStore

ISSUER = "https://ehr.example.org"


@pytest.fixture
def reports() -> list[str]:
    """One entry for each time that the store was reported as away."""
    return []


def store(path: Path, reports: list[str]) -> SqliteReplayStore:
    """The store as one worker holds it."""
    return SqliteReplayStore(path, lambda: reports.append("away"))


def test_a_token_that_one_worker_has_seen_is_used_for_the_other(tmp_path: Path, reports: list[str]) -> None:
    one, other = (store(tmp_path / "used.sqlite3", reports) for _ in range(2))
    assert one.use(ISSUER, "a", 400, 100)
    assert not other.use(ISSUER, "a", 400, 100)
    assert other.use(ISSUER, "b", 400, 100)
    assert not reports


def test_two_issuers_may_use_one_jti(tmp_path: Path, reports: list[str]) -> None:
    used = store(tmp_path / "used.sqlite3", reports)
    assert used.use(ISSUER, "a", 400, 100)
    assert used.use("https://other.example.org", "a", 400, 100)


def test_a_token_is_remembered_until_it_has_expired_and_no_longer(tmp_path: Path, reports: list[str]) -> None:
    used = store(tmp_path / "used.sqlite3", reports)
    assert used.use(ISSUER, "a", 400, 100)
    assert not used.use(ISSUER, "a", 400, 400)
    assert used.use(ISSUER, "a", 800, 401)


def test_nothing_of_a_token_is_written(tmp_path: Path, reports: list[str]) -> None:
    assert store(tmp_path / "used.sqlite3", reports).use(ISSUER, "patient-of-the-token", 400, 100)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"used_digest" in written
    assert b"patient-of-the-token" not in written
    assert ISSUER.encode() not in written


def test_any_text_can_be_the_id_of_a_token(tmp_path: Path, reports: list[str]) -> None:
    used = store(tmp_path / "used.sqlite3", reports)
    assert used.use(ISSUER, "half of \ud83d", 400, 100)
    assert not used.use(ISSUER, "half of \ud83d", 400, 100)
    assert not reports


def test_while_the_store_is_away_replay_is_checked_per_process_and_reported(tmp_path: Path, reports: list[str]) -> None:
    used = store(tmp_path / "no-such-folder" / "used.sqlite3", reports)
    assert used.use(ISSUER, "a", 400, 100)
    assert not used.use(ISSUER, "a", 400, 159)
    assert reports == ["away"]
    assert not used.use(ISSUER, "a", 400, 160)
    assert reports == ["away", "away"]
