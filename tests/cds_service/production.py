"""The service in production with one trusted client, for tests."""

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from cds_service.app import create_app
from cds_service.settings import Profile, Settings
from tests.cds_service.auth.tokens import ISSUER, PUBLIC_URL, SigningKey, elliptic_key, key_set
from tests.conftest import FROZEN

FHIR_SERVER = "https://ehr.example.org/r4"
PAGE = "https://ehr.example.org"


def write_clients(folder: Path, more: str = "", key: SigningKey | None = None, issuer: str = ISSUER) -> Path:
    """Write the file of trusted clients, with one client and further members of it."""
    (folder / "keys.json").write_bytes(key_set(key or elliptic_key()))
    path = folder / "clients.toml"
    members = ('name = "Example hospital"', f'issuer = "{issuer}"', 'jwks_file = "keys.json"', more)
    path.write_text("\n".join(("[[client]]", *members)), "utf-8")
    return path


def build_settings(folder: Path, **changed: Any) -> Settings:
    """Build settings with which a production service starts, some of them changed."""
    good = {
        "profile": Profile.PRODUCTION,
        "trusted_clients": str(folder / "clients.toml"),
        "public_url": (PUBLIC_URL,),
        "database_url": "none",
        "replay_file": str(folder / "used.sqlite3"),
    }
    return Settings(**{**good, **changed})


def open_production(folder: Path, more: str = "", **changed: Any) -> FlaskClient:
    """Open the service in production."""
    write_clients(folder, more)
    return create_app(build_settings(folder, **changed), now=lambda: FROZEN).test_client()
