"""``imatinib-cds clients check``: what a client may do, and whether its keys can be had."""

from pathlib import Path

import pytest

from cds_service.cli.main import main
from tests.cds_service.auth.tokens import SigningKey, elliptic_key, key_set
from tests.cds_service.production import write_clients


def check(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run the command: exit code, output, errors."""
    code = 0
    try:
        main(["clients", "check", str(path)])
    except SystemExit as end:
        code = int(end.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_what_each_client_may_do_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_clients(tmp_path, 'tenants = ["hospital-1"]\nfhir_servers = ["https://ehr.example.org/r4"]')
    code, out, _ = check(path, capsys)
    assert code == 0
    for part in ("Example hospital", "FHIR servers: https://ehr.example.org/r4", "tenants: hospital-1", "1 usable"):
        assert part in out


def test_modes_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = (
        'mode = "shadow"\nshadow_criteria = ["kantarjian2003/cytogenetic-relapse"]\n'
        'shadow_actions = ["confirm"]\noff_criteria = ["mutation"]'
    )
    _, out, _ = check(write_clients(tmp_path, more), capsys)
    [mode] = [line.strip() for line in out.splitlines() if "mode: " in line]
    shadowed = "kantarjian2003/cytogenetic-relapse, the action confirm"
    assert mode == f"mode: shadow (nothing is shown); in shadow: {shadowed}; off: mutation"


def test_a_criterion_that_does_not_exist_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = check(write_clients(tmp_path, 'off_criteria = ["kantarjian2003/relapse"]'), capsys)
    assert (code, out) == (2, "")
    assert "Example hospital: no such criterion: kantarjian2003/relapse" in err


def test_keys_that_cannot_be_had_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_clients(tmp_path)
    (tmp_path / "keys.json").unlink()
    code, out, _ = check(path, capsys)
    assert code == 1
    assert "keys: cannot be had from" in out


def test_keys_that_cannot_be_used_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_clients(tmp_path)
    twin = SigningKey(elliptic_key("other").private, "ES384", "key-1")
    (tmp_path / "keys.json").write_bytes(key_set(elliptic_key("key-1"), twin))
    code, out, _ = check(path, capsys)
    assert code == 1
    assert "the kid 'key-1' is not unique" in out


def test_a_file_that_cannot_be_used_is_reported_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_clients(tmp_path, "calls_per_minute = 0")
    code, out, err = check(path, capsys)
    assert (code, out) == (2, "")
    assert err.startswith("imatinib-cds: ")
    assert "calls_per_minute" in err
