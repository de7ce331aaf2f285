"""The population that ships as an example: every patient with CML is found, and nobody else."""

from datetime import date
from pathlib import Path

from scripts.write_country import TRUTH, write_country
from tests.cds_service.population.country import read_assessments, screen

SAMPLE = Path(__file__).parents[3] / "examples" / "population"


def test_the_patients_of_the_example_with_cml_are_found_and_nobody_else(tmp_path: Path) -> None:
    screen(SAMPLE, out=tmp_path)
    truth = (SAMPLE / TRUTH).read_text().split()
    assert read_assessments(tmp_path).keys() == {f"Patient/{patient_id}" for patient_id in truth}


def test_the_patients_of_a_written_country_with_cml_are_found_and_nobody_else(tmp_path: Path) -> None:
    ids = write_country(120, 30, date(2024, 6, 15), tmp_path / "country")
    screen(tmp_path / "country", out=tmp_path / "out")
    assert len(ids) == 120 / 30
    assert read_assessments(tmp_path / "out").keys() == {f"Patient/{patient_id}" for patient_id in ids}
