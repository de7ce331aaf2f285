"""The command line: output, errors in one line, and exit codes."""

import io
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import validate

from cards import load_assessment_schema
from cds_service import server
from cds_service.cli import main as command_line
from cds_service.demonstration.patients import build_chart_bundle, build_patients
from cds_service.settings import Profile, Settings
from response_criteria.model.recommendations import Action

TODAY_IN_UTC = date(2024, 6, 15)
ESCALATED = next(patient for patient in build_patients(TODAY_IN_UTC) if patient.expected.action is Action.ESCALATE)


class CommandResult(NamedTuple):
    """Exit code and output of a command."""

    code: int
    out: str
    err: str


Run = Callable[..., CommandResult]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs ``imatinib-cds`` with the given arguments."""

    def command(*arguments: Any) -> CommandResult:
        try:
            command_line.main([str(argument) for argument in arguments])
        except SystemExit as result:
            return CommandResult(int(result.code or 0), *capsys.readouterr())
        return CommandResult(0, *capsys.readouterr())

    return command


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """The file of a patient for whom dose escalation is recommended."""
    return _write_file(tmp_path, build_chart_bundle(ESCALATED))


def _write_file(folder: Path, content: Any) -> Path:
    file = folder / "bundle.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


def test_assess_prints_what_a_reader_needs(run: Run, chart: Path) -> None:
    result = run("assess", chart)
    assert (result.code, result.err) == (0, "")
    assert "2024-06-15" in result.out
    assert "800 mg" in result.out


def test_assess_json_is_the_assessment_of_the_contract(run: Run, chart: Path) -> None:
    result = run("assess", chart, "--json")
    document = json.loads(result.out)
    validate(document, load_assessment_schema())
    assert result.code == 0
    assert document["asOf"] == "2024-06-15"
    assert document["subject"] == f"Patient/{ESCALATED.id}"
    assert document["recommendation"]["action"] == "escalate"


def test_assess_reads_standard_input(run: Run, chart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(chart.read_bytes())))
    assert json.loads(run("assess", "-", "--json").out)["recommendation"]["action"] == "escalate"


def test_assess_uses_the_given_day(run: Run, chart: Path) -> None:
    assert json.loads(run("assess", chart, "--as-of", "2024-06-14", "--json").out)["asOf"] == "2024-06-14"


@pytest.mark.parametrize("day", ["1900-01-01", "2999-12-31"])
def test_assess_accepts_any_day_that_a_chart_can_contain(run: Run, chart: Path, day: str) -> None:
    assert json.loads(run("assess", chart, "--as-of", day, "--json").out)["asOf"] == day


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31"])
def test_assess_rejects_a_day_that_no_chart_contains(run: Run, chart: Path, day: str) -> None:
    result = run("assess", chart, "--as-of", day)
    assert result == (2, "", f"imatinib-cds: Invalid value for '--as-of': {day} is not in the years 1900 to 2999\n")


def test_the_default_day_of_assess_is_today_in_the_sites_time_zone(
    run: Run, chart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMATINIB_CDS_TIMEZONE", "Pacific/Auckland")
    assert json.loads(run("assess", chart, "--json").out)["asOf"] == "2024-06-16"


def test_assess_needs_no_profile(run: Run, chart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMATINIB_CDS_PROFILE", "production")
    assert run("assess", chart).code == 0


@pytest.mark.parametrize("kind", ["collection", "searchset", "transaction", "batch", "document", "history", None])
def test_a_bundle_of_any_type_is_read(run: Run, tmp_path: Path, kind: str | None) -> None:
    file = _write_file(tmp_path, build_chart_bundle(ESCALATED) | {"type": kind})
    assert json.loads(run("assess", file, "--json").out)["recommendation"]["action"] == "escalate"


def test_a_bundle_that_is_one_page_of_several_is_not_taken_for_the_whole(run: Run, tmp_path: Path) -> None:
    page = build_chart_bundle(ESCALATED) | {"link": [{"relation": "next", "url": "https://ehr.example/r4?page=2"}]}
    document = json.loads(run("assess", _write_file(tmp_path, page), "--json").out)
    assert document["unread"] == [{"key": "bundle", "reason": "it has further pages", "kind": "incomplete"}]


PATIENT = {"resource": {"resourceType": "Patient", "id": "one"}}
OTHER = {"resource": {"resourceType": "Patient", "id": "two"}}
BUNDLE = {"resourceType": "Bundle", "type": "collection"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the input is not JSON: Expecting value (line 1, column 1)"),
        (b"<Bundle/>", "the input is not JSON"),
        (b'{"resourceType": "Bundle", "entry": [NaN]}', "the input is not JSON: NaN is not JSON"),
        (b"[]", "the input is not a FHIR Bundle"),
        (PATIENT["resource"], "the input is not a FHIR Bundle"),
        (BUNDLE | {"entry": "none"}, "the input is not a FHIR Bundle"),
        (BUNDLE, "there is no Patient"),
        (BUNDLE | {"entry": [PATIENT, OTHER]}, "several patients"),
        (BUNDLE | {"entry": [PATIENT, {"resource": {"resourceType": "MedicationOrder"}}]}, "FHIR R4 needed"),
    ],
)
def test_unusable_input_is_reported_in_one_line(run: Run, tmp_path: Path, content: Any, message: str) -> None:
    result = run("assess", _write_file(tmp_path, content))
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("imatinib-cds: ")
    assert message in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("assess", "no-such-file.json"), "no-such-file.json"),
        (("assess", "."), "."),
        (("assess",), "FILE"),
        (("assess", "-", "--as-of", "yesterday"), "--as-of"),
        (("assess", "-", "--unheard-of"), "--unheard-of"),
        (("judge",), "judge"),
        (("serve", "--profile", "staging"), "staging"),
        (("serve", "--port", "many"), "--port"),
        (("serve", "--port", "0"), "IMATINIB_CDS_PORT"),
        (("serve",), "production needs the file of the clients that may call"),
        (("serve", "--profile", "production"), "production needs the file of the clients that may call"),
    ],
)
def test_an_invalid_command_is_reported_in_one_line(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert result.err.count("\n") == 1


def test_an_invalid_setting_is_reported_in_one_line(run: Run, chart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMATINIB_CDS_TIMEZONE", "Mars/Olympus")
    monkeypatch.setenv("IMATINIB_CDS_THREAD", "3")
    result = run("assess", chart)
    assert result.code == 2
    assert "IMATINIB_CDS_TIMEZONE" in result.err
    assert "IMATINIB_CDS_THREAD:" in result.err
    assert result.err.count("\n") == 1


def test_help_exits_with_0(run: Run) -> None:
    result = run("--help")
    assert result.code == 0
    for command in ("assess", "demo", "serve"):
        assert command in result.out


@pytest.fixture
def started_servers(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings of servers that would have been started."""
    started: list[Settings] = []
    monkeypatch.setattr(server, "serve", lambda settings, _ready, _pages: started.append(settings))
    return started


def test_serve_takes_its_options_before_the_environment(
    run: Run, started_servers: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMATINIB_CDS_PORT", "9000")
    monkeypatch.setenv("IMATINIB_CDS_HOST", "0.0.0.0")  # noqa: S104
    assert run("serve", "--profile", "development", "--port", "9001").code == 0
    [settings] = started_servers
    assert (settings.profile, settings.host, settings.port) == (Profile.DEVELOPMENT, "0.0.0.0", 9001)  # noqa: S104


def test_demo_is_the_service_with_the_demonstration(run: Run, started_servers: list[Settings]) -> None:
    assert run("demo", "--port", "9002").code == 0
    [settings] = started_servers
    assert (settings.is_open, settings.port) == (True, 9002)
