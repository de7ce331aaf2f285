"""The file of trusted clients: what it may say, and every fault of it reported at once."""

from pathlib import Path

import pytest

from cds_service.auth import TrustedClients, TrustedClientsError, read_trusted_clients

WHOLE = """
[[client]]
name = "Example hospital"
issuer = "https://ehr.example.org"
jwks_file = "keys/example.json"
fhir_servers = ["https://EHR.example.org:443/r4/"]
tenants = ["hospital-1"]
audiences = []
web_origins = ["https://ehr.example.org"]
timezone = "Europe/Berlin"
calls_per_minute = 600
"""
SANDBOX = '[[client]]\nname = "Sandbox"\nissuer = "https://sandbox.cds-hooks.org"\njwks_url = "https://sandbox.cds-hooks.org/k"\n'


def read(tmp_path: Path, text: str, *, production: bool = True) -> TrustedClients:
    path = tmp_path / "clients.toml"
    path.write_text(text, "utf-8")
    return read_trusted_clients(path, production=production)


def faults_of(tmp_path: Path, text: str) -> str:
    with pytest.raises(TrustedClientsError) as fault:
        read(tmp_path, text)
    return "; ".join(fault.value.faults)


def test_every_member_of_the_contract_is_read(tmp_path: Path) -> None:
    client = read(tmp_path, WHOLE).of_issuer("https://ehr.example.org")
    assert client is not None
    assert client.jwks_file == tmp_path / "keys" / "example.json"
    assert client.fhir_servers == ("https://ehr.example.org/r4",)
    assert (client.tenants, str(client.timezone), client.calls_per_minute) == (("hospital-1",), "Europe/Berlin", 600)


def test_an_issuer_is_known_character_for_character(tmp_path: Path) -> None:
    clients = read(tmp_path, WHOLE)
    assert clients.of_issuer("https://ehr.example.org/") is None
    assert clients.web_origins == {"https://ehr.example.org"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "it lists no [[client]]"),
        ("client = 1", "it lists no [[client]]"),
        ("[[client", "it is not TOML"),
        ("[other]\n" + WHOLE, "no such table: other"),
        ('[[client]]\nissuer = "a"\njwks_url = "https://a.example/k"', "client 1, name: Field required"),
        ('[[client]]\nname = "A"\nissuer = "a"', "needs jwks_file or jwks_url"),
        (WHOLE.replace("timezone", "time_zone"), "time_zone: no such member (did you mean timezone?)"),
        (WHOLE.replace("Europe/Berlin", "Europe/Bonn"), "client 1, timezone"),
        (WHOLE.replace("https://EHR.example.org:443/r4/", "http://ehr.example.org/r4"), "fhir_servers.0: is not https"),
        (WHOLE.replace("= 600", "= 0"), "calls_per_minute"),
        (WHOLE.replace('["https://ehr.example.org"]', '["https://ehr.example.org/app"]'), "is not an origin"),
        (WHOLE + WHOLE, "the name 'Example hospital' is given twice"),
        (WHOLE + WHOLE.replace("Example hospital", "Other"), "the issuer 'https://ehr.example.org' is given twice"),
        (WHOLE + 'mode = "dark"\n', "mode: Input should be 'live', 'shadow' or 'off'"),
        (SANDBOX, "is not for production: its private key is public"),
    ],
)
def test_what_is_wrong_is_reported(tmp_path: Path, text: str, fault: str) -> None:
    assert fault in faults_of(tmp_path, text)


def test_everything_that_is_wrong_is_reported_at_once(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path, "[other]\n" + WHOLE.replace("= 600", "= 0") + WHOLE.replace("Europe/Berlin", "Nowhere")
    )
    assert all(part in faults for part in ("other", "client 1, calls_per_minute", "client 2, timezone"))


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(TrustedClientsError, match="cannot be read"):
        read_trusted_clients(tmp_path / "none.toml", production=True)


def test_the_sandbox_may_call_in_development(tmp_path: Path) -> None:
    assert read(tmp_path, SANDBOX, production=False).of_issuer("https://sandbox.cds-hooks.org")
