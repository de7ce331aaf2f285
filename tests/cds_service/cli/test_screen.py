"""The command ``screen``: its output, its errors in one line, and its exit codes."""

import json
from pathlib import Path

import pytest

from cds_service.cli import main as command_line
from cds_service.cli import screen as command
from cds_service.population import judge
from tests.cds_service.population.country import build_charts, write_by_type

RESOURCES = [resource for chart in list(build_charts().values())[:3] for resource in chart]


@pytest.fixture
def country(tmp_path: Path) -> Path:
    """The files of a small population."""
    return write_by_type(tmp_path / "country", RESOURCES)


def run(*arguments: object) -> int:
    """Run the command, and return its exit code."""
    try:
        command_line.main(["screen", *map(str, arguments), "--workers", "1"])
    except SystemExit as result:
        return int(result.code or 0)
    return 0


def test_a_folder_is_screened_and_the_digest_printed(
    country: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (country / "odd.ndjson").write_text("no JSON\n")
    assert run(country, "--out", tmp_path / "out", "--as-of", "2024-06-15") == 0
    printed = capsys.readouterr().out
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert "3 patients with a sign of CML assessed as of 2024-06-15" in printed
    assert summary["digest"] in printed
    assert "1 lines are no resources" in printed
    assert "dispenses, statements, administrations, reports" in printed


def test_a_path_that_does_not_exist_is_one_line_and_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "absent", "--out", tmp_path / "out") == 2
    assert capsys.readouterr().err == f"imatinib-cds: {tmp_path / 'absent'}: no such file or folder\n"


def test_without_the_packages_of_the_extra_it_the_install_command_is_reported(
    country: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda _name: None)
    assert run(country, "--out", tmp_path / "out") == 2
    assert "imatinib-cds[population]" in capsys.readouterr().err


def test_an_unexpected_error_costs_one_patient_and_gives_code_1(
    country: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = next(iter(build_charts()))
    assess = judge.assess_patient

    def fail_once(patient_id: str, *others: object) -> object:
        if patient_id == first:
            raise KeyError("a word of the chart")
        return assess(patient_id, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(judge, "assess_patient", fail_once)
    assert run(country, "--out", tmp_path / "out") == 1
    assert "1 patients could not be assessed" in capsys.readouterr().out
    summary = (tmp_path / "out" / "summary.json").read_text()
    assert json.loads(summary)["errors"] == {"KeyError": 1}
    assert "a word of the chart" not in summary


def test_ctrl_c_ends_with_code_130_and_a_run_that_can_go_on(
    country: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(judge, "assess_patient", interrupt)
        assert run(country, "--out", tmp_path / "out", "--as-of", "2024-06-14") == 130
    assert "repeat the command" in capsys.readouterr().err
    assert run(country, "--out", tmp_path / "out") == 0  # of the day on which it began
    assert "as of 2024-06-14" in capsys.readouterr().out


@pytest.mark.parametrize(("options", "code"), [(["--small-cells", "0"], 2), (["--small-cells", "0", "--internal"], 0)])
def test_small_groups_are_shown_only_in_an_internal_report(
    options: list[str], code: int, country: Path, tmp_path: Path
) -> None:
    assert run(country, "--out", tmp_path / "out", *options) == code
