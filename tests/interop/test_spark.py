"""A population judged on Apache Spark has the assessments of one judged on one machine."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.cds_service.population.country import AS_OF, KEY, build_country, screen, write_by_type, write_lines

pytestmark = pytest.mark.spark

ROOT = Path(__file__).parents[2]
SPARK = ROOT / ".venv-spark" / "bin"
TIME_LIMIT_S = 900


def run_job(*arguments: Any, folder: Path) -> dict[str, Any]:
    """Submit the job to a Spark with two cores in this machine, and return what it prints."""
    assert SPARK.exists(), "Spark is not installed: run `make interop`"
    python = str(SPARK / "python")
    environment = {**os.environ, "PYSPARK_PYTHON": python, "PYSPARK_DRIVER_PYTHON": python}
    # Bound to this machine, with small partitions: the population is tiny.
    settings = ["--conf", "spark.driver.bindAddress=127.0.0.1", "--conf", "spark.sql.shuffle.partitions=4"]
    settings += ["--conf", f"spark.local.dir={folder / 'spark'}", "--conf", "spark.driver.host=127.0.0.1"]
    settings += ["--conf", "spark.ui.enabled=false", "--conf", f"spark.sql.warehouse.dir={folder / 'warehouse'}"]
    job = [SPARK / "spark-submit", "--master", "local[2]", *settings, ROOT / "deploy" / "spark" / "screen_job.py"]
    command = list(map(str, [*job, *arguments]))
    result = subprocess.run(
        command, capture_output=True, text=True, timeout=TIME_LIMIT_S, check=False, env=environment, cwd=folder
    )
    assert result.returncode == 0, result.stderr[-2000:]
    return dict(json.loads(result.stdout.splitlines()[-1]))


def test_the_digest_on_spark_is_that_of_one_machine(tmp_path: Path) -> None:
    country = build_country()
    medication = {"resourceType": "Medication", "id": "far", "code": {"text": "imatinib"}}
    order = {
        "resourceType": "MedicationRequest",
        "id": "order",
        "status": "active",
        "intent": "order",
        "authoredOn": "2024-05-01",
        "subject": {"reference": "Patient/other-1"},
        "medicationReference": {"reference": "Medication/far"},
    }
    files = write_by_type(tmp_path / "country", country)
    write_lines(files / "more.ndjson.gz", [order, medication])
    (files / "bad.ndjson").write_text("no resource\n\n")
    (tmp_path / "key").write_bytes(KEY)
    expected = screen(files, out=tmp_path / "one", key=KEY, with_ids=False)

    out = tmp_path / "spark-out"
    printed = run_job(files, "--out", out, "--as-of", AS_OF, "--key-file", tmp_path / "key", folder=tmp_path)

    assert printed == {
        "digest": expected.digest,
        "assessed": expected.assessed,
        "failed": 0,
        "bad_lines": expected.bad_lines,
    }
    patients = pq.read_table(out, columns=["patient"]).column("patient").to_pylist()
    assert set(patients) == set(pq.read_table(tmp_path / "one" / "assessments.parquet").column("patient").to_pylist())
