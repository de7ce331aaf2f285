"""Benchmark of the screening of a population, as ratios within one run.

* a scan of a million lines of 2,000 patients of whom 10 have CML, against DuckDB grouping the lines and no more
* as many lines of 1,000 patients who all have CML: patients a second and process, and against the judging alone
* two processes against one
* three sizes, for whether the time grows with the lines
* the peak memory of each process

python -m benchmarks.population [--lines 1000000] [--folder DIR]
"""

import argparse
import json
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

import duckdb

from benchmarks.charts import PATIENT_ID, build_chart
from cards import build_assessment_document
from cds_service import decimal_json
from cds_service.decision import assess_chart
from cds_service.population.batch.run import Run
from cds_service.population.batch.start import Options, prepare_run
from cds_service.population.canonical import digest_assessment
from cds_service.population.deidentify import deidentify
from cds_service.population.patient import Terms, assess_patient
from cds_service.population.patient import build_chart as build_chart_from_lines

TODAY = date(2024, 6, 15)
WITH_CML_AMONG_MANY = 10
OTHER_RESOURCES = 3  # of a chart: the patient, the diagnosis and the order
_GROUP = """
    SELECT count(*) FROM (
        SELECT json->>'$.subject.reference' AS patient, list(json) FROM read_ndjson_objects(?) GROUP BY patient
    )
"""


def write_population(path: Path, patients: int, lines: int, with_cml: int) -> int:
    """Write lines of patients, the first ``with_cml`` of whom have CML; return the bytes."""
    chart = [json.dumps(item) for item in build_chart(lines // patients - OTHER_RESOURCES, TODAY)]
    others = [text for text in chart if '"resourceType": "Observation"' in text or '"resourceType": "Patient"' in text]
    with path.open("w") as file:
        for number in range(patients):
            texts = chart if number < with_cml else others
            file.writelines(f"{text}\n" for text in _rename(texts, f"p{number}"))
    return path.stat().st_size


def _rename(texts: list[str], patient_id: str) -> Iterator[str]:
    return (text.replace(PATIENT_ID, patient_id) for text in texts)


def prepare(path: Path, out: Path, workers: int) -> Run:
    """Prepare a run."""
    shutil.rmtree(out, ignore_errors=True)
    return prepare_run(
        [path],
        out,
        TODAY,
        Options(),
        today=TODAY,
        progress=lambda _title, _pieces: nullcontext(lambda: None),
        workers=workers,
    )


def measure_group(path: Path) -> tuple[float, float]:
    """Measure DuckDB as it groups the lines of each patient, and does nothing with them."""
    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    return time_s(lambda: connection.execute(_GROUP, [str(path)]).fetchall())


def time_s(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of some work by the clock, and of CPU time of this process."""
    started, cpu = perf_counter(), process_time()
    work()
    return perf_counter() - started, process_time() - cpu


def measure_shares(path: Path, patients: int) -> dict[str, float]:
    """Return the CPU seconds of each part of judging patients one by one: decode, judge, write."""
    lines_of: dict[str, list[bytes]] = {}
    with path.open("rb") as file:
        for line in file:
            found = json.loads(line)
            owner = found["id"] if found["resourceType"] == "Patient" else found["subject"]["reference"][8:]
            if owner not in lines_of and len(lines_of) == patients:
                break
            lines_of.setdefault(owner, []).append(line)
    terms = Terms(as_of=TODAY)
    shares = dict.fromkeys(("decode", "map and judge", "write"), 0.0)
    for patient_id, lines in lines_of.items():
        assess_patient(patient_id, lines, terms)  # so that nothing is measured that is built only once
        t0 = process_time()
        chart = build_chart_from_lines(patient_id, lines, terms)
        t1 = process_time()
        document = build_assessment_document(assess_chart(chart, TODAY))
        t2 = process_time()
        decimal_json.write(deidentify(document, "x", with_words=False, with_ids=False))
        digest_assessment(document)
        shares["decode"] += t1 - t0
        shares["map and judge"] += t2 - t1
        shares["write"] += process_time() - t2
    return {name: seconds / len(lines_of) for name, seconds in shares.items()}


def main() -> None:
    """Run all measurements and print them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        measure_all(Path(folder), arguments.lines)


def measure_all(folder: Path, lines: int) -> None:
    """Measure in a folder."""
    path = folder / "lines.ndjson"
    size = write_population(path, max(lines // 500, 20), lines, WITH_CML_AMONG_MANY)
    group, group_cpu = measure_group(path)
    took, cpu = time_s(prepare(path, folder / "out", 1).finish)
    took_by_2, _ = time_s(prepare(path, folder / "out", 2).finish)
    print(f"few with CML: {lines} lines, {size / 1e6:.0f} MB")
    print(f"  DuckDB groups, 2 threads: {group:.1f} s, {group_cpu:.1f} s of CPU")
    print(f"  screen, 1 process: {took:.1f} s, {cpu:.1f} s of CPU: {cpu / group_cpu:.2f} times the CPU")
    print(f"  screen, 2 processes: {took_by_2:.1f} s: {took_by_2 / group:.2f} times the time of DuckDB")
    for part in (4, 2, 1):
        patients = max(lines // 1000 // part, 4)
        write_population(path, patients, patients * 1000, patients)
        took, cpu = time_s(prepare(path, folder / "out", 1).finish)
        print(
            f"all with CML: {patients} patients of 1,000 lines, 1 process: {took:.1f} s, {cpu:.1f} s of CPU, "
            f"{patients / cpu:.1f} patients a second of CPU"
        )
    took_by_2, _ = time_s(prepare(path, folder / "out", 2).finish)
    print(f"  2 processes: {took_by_2:.1f} s, {took / took_by_2:.2f} times as fast by the clock")
    shares = measure_shares(path, 50)
    alone = sum(shares.values())
    print("  judging alone, ms of CPU a patient: " + ", ".join(f"{name} {s * 1000:.1f}" for name, s in shares.items()))
    print(f"  the whole run takes {cpu / patients / alone:.2f} times the CPU of judging alone")
    print(f"peak memory of the one process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
