"""The command ``imatinib-cds reproduce``."""

import json

import pytest

from cds_service.cli import main as command_line
from cds_service.reproduction.document import reproduction_document
from cds_service.reproduction.evaluated_cohort import Judged
from cds_service.reproduction.report import report


def _printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    command_line.main(arguments)
    return capsys.readouterr().out


def test_reproduce_prints_the_page(capsys: pytest.CaptureFixture[str], judged: tuple[Judged, ...]) -> None:
    assert _printed(capsys, "reproduce") == report(judged) + "\n"


def test_reproduce_json_prints_the_document(capsys: pytest.CaptureFixture[str], judged: tuple[Judged, ...]) -> None:
    document = json.loads(_printed(capsys, "reproduce", "--json"))
    assert list(document) == list(reproduction_document(judged))
    assert len(document["patients"]) == 54
