"""The command ``imatinib-cds reproduce``."""

import json

import pytest

from cds_service.cli import main as command_line
from cds_service.reproduction.document import build_reproduction_document
from cds_service.reproduction.evaluated_cohort import EvaluatedMember
from cds_service.reproduction.report import write_report


def _print(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    command_line.main(arguments)
    return capsys.readouterr().out


def test_reproduce_prints_the_page(capsys: pytest.CaptureFixture[str], cohort: tuple[EvaluatedMember, ...]) -> None:
    assert _print(capsys, "reproduce") == write_report(cohort) + "\n"


def test_reproduce_json_prints_the_document(
    capsys: pytest.CaptureFixture[str], cohort: tuple[EvaluatedMember, ...]
) -> None:
    document = json.loads(_print(capsys, "reproduce", "--json"))
    assert list(document) == list(build_reproduction_document(cohort))
    assert len(document["patients"]) == 54
