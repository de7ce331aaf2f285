"""Settings: their sources, their validation, and how problems are reported."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cds_service.app import create_app
from cds_service.settings import PREFIX, InvalidSettingsError, Profile, Settings, read_settings

EXAMPLE = Path(__file__).parents[2] / "deploy" / "example.env"


def _problem(**environ: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environ.items():
            patch.setenv(f"{PREFIX}{name}", value)
        with pytest.raises(InvalidSettingsError) as refused:
            read_settings()
    return str(refused.value)


def test_production_is_the_default() -> None:
    assert Settings().profile is Profile.PRODUCTION


def test_settings_come_from_variables_with_our_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMATINIB_CDS_PROFILE", "development")
    monkeypatch.setenv("IMATINIB_CDS_TIMEZONE", "Pacific/Auckland")
    monkeypatch.setenv("IMATINIB_CDS_FHIR_SERVERS", "https://a.example/r4, https://B.example/r4/")
    settings = read_settings()
    assert settings.timezone == ZoneInfo("Pacific/Auckland")
    assert settings.fhir_servers == ("https://a.example/r4", "https://b.example/r4")


def test_an_option_overrides_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMATINIB_CDS_PORT", "9000")
    assert read_settings(port=9001).port == 9001
    assert read_settings(port=None).port == 9000


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMATINIB_CDS_PORT", "")
    assert read_settings().port == Settings.model_fields["port"].default


def test_all_problems_are_reported_at_once_with_their_variables() -> None:
    problem = _problem(PORT="many", TIMEZONE="Mars/Olympus", TIME_BUDGET_S="0", FHIR_SERVERS="ehr", FHIR_SERVER="x")
    for variable in ("PORT", "TIMEZONE", "TIME_BUDGET_S", "FHIR_SERVERS", "FHIR_SERVER"):
        assert f"IMATINIB_CDS_{variable}:" in problem


def test_a_misspelled_variable_is_reported_with_the_similar_setting() -> None:
    problem = _problem(CORS_ORIGIN="https://ehr.example")
    assert problem == "IMATINIB_CDS_CORS_ORIGIN: no such setting (did you mean IMATINIB_CDS_CORS_ORIGINS?)"


def test_a_problem_does_not_repeat_the_value() -> None:
    assert "sesame" not in _problem(FHIR_SERVERS="https://user:sesame@ehr.example")


def test_settings_are_immutable() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1


def test_the_service_does_not_start_in_production_without_client_authentication() -> None:
    with pytest.raises(
        InvalidSettingsError,
        match="IMATINIB_CDS_TRUSTED_CLIENTS: production needs the file",
    ):
        create_app(Settings(profile=Profile.PRODUCTION))


def test_a_problem_is_reported_without_words_of_the_library() -> None:
    assert _problem(FHIR_SERVERS="ftp://fhir.example") == "IMATINIB_CDS_FHIR_SERVERS: not an http or https URL"


def test_the_example_lists_every_setting_with_its_meaning_and_default() -> None:
    expected = [
        f"# {field.description}\n#{PREFIX}{name.upper()}={_written(field.default)}"
        for name, field in Settings.model_fields.items()
    ]
    paragraphs = EXAMPLE.read_text("utf-8").strip().split("\n\n")
    assert paragraphs[1:] == expected


def _written(default: object) -> str:
    match default:
        case tuple():
            return " ".join(default)
        case bool():
            return str(default).lower()
    return str(default)
