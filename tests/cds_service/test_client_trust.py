"""Production starts only with safe settings, and says everything that is wrong at once."""

from pathlib import Path
from typing import Any

import pytest

from cds_service.app import create_app
from cds_service.settings import InvalidSettingsError, Profile, Settings
from tests.cds_service.production import build_settings, write_clients

UNSAFE: list[tuple[dict[str, Any], str]] = [
    ({"trusted_clients": ""}, "TRUSTED_CLIENTS: production needs the file"),
    ({"trusted_clients": "no-such-file.toml"}, "TRUSTED_CLIENTS: no-such-file.toml: it cannot be read"),
    ({"public_url": ()}, "PUBLIC_URL: production needs the URL"),
    ({"public_url": ("http://cds.example.org",)}, "PUBLIC_URL: in production, every URL must be https"),
    ({"database_url": ""}, "DATABASE_URL: production needs a database of decisions, or the value none"),
    ({"fhir_servers": ("https://ehr.example.org/r4",)}, "FHIR_SERVERS: in production, each trusted client"),
    ({"cors_origins": ("*",)}, "CORS_ORIGINS: in production, each trusted client"),
    ({"replay_file": "no-such-folder/used.sqlite3"}, "REPLAY_FILE: the file cannot be written"),
]


def problem_of(folder: Path, **changed: Any) -> str:
    with pytest.raises(InvalidSettingsError) as error:
        create_app(build_settings(folder, **changed))
    return str(error.value)


def test_production_starts_with_safe_settings(tmp_path: Path) -> None:
    write_clients(tmp_path)
    assert create_app(build_settings(tmp_path))


@pytest.mark.parametrize(("changed", "problem"), UNSAFE)
def test_production_does_not_start_with_an_unsafe_setting(
    tmp_path: Path, changed: dict[str, Any], problem: str
) -> None:
    write_clients(tmp_path)
    assert f"IMATINIB_CDS_{problem}" in problem_of(tmp_path, **changed)


def test_everything_unsafe_is_reported_at_once(tmp_path: Path) -> None:
    changed = {name: value for row, _ in UNSAFE for name, value in row.items()}
    problem = problem_of(tmp_path, **{**changed, "trusted_clients": ""})
    assert problem.count("IMATINIB_CDS_") == 6


KEYS = [(None, "cannot be read"), (b"{}", "it is not a JSON Web Key Set"), (b'{"keys": []}', "there is none")]


@pytest.mark.parametrize(("keys", "problem"), KEYS)
def test_production_does_not_start_without_a_key_in_the_file_of_a_client(
    tmp_path: Path, keys: bytes | None, problem: str
) -> None:
    write_clients(tmp_path)
    (tmp_path / "keys.json").unlink()
    if keys is not None:
        (tmp_path / "keys.json").write_bytes(keys)
    assert problem in problem_of(tmp_path)
    assert "Example hospital" in problem_of(tmp_path)


def test_the_sandbox_does_not_call_in_production(tmp_path: Path) -> None:
    write_clients(tmp_path, issuer="https://sandbox.cds-hooks.org")
    assert "its private key is public" in problem_of(tmp_path)


def test_development_needs_no_clients() -> None:
    assert create_app(Settings(profile=Profile.DEVELOPMENT, fhir_servers=("https://ehr.example.org/r4",)))
