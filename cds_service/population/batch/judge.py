"""The judging of a bucket: its lines grouped by patient, one assessment for each patient with a sign of CML."""

from collections.abc import Iterator
from typing import Any

import msgspec

from cds_service.population.batch.pieces import RowWriter, connect
from cds_service.population.batch.work_folder import WorkFolder
from cds_service.population.judge import JUDGED, Judge

# Not by the order of the lines: no engine keeps it. The list holds all lines of a patient, in whatever order.
_GROUPED = "SELECT patient, list(line) FROM read_parquet(?) WHERE bucket = ? GROUP BY patient"
_BATCH_PATIENTS = 16  # in memory at a time, each with all lines


class BucketCount(msgspec.Struct):
    """How many patients of a bucket were assessed, showed no sign in the whole chart, or met an unexpected error."""

    assessed: int = 0
    without_sign: int = 0
    failed: int = 0
    errors: list[str] = []


def name_judged(bucket: int) -> str:
    """Return the name of the piece that says that a bucket is done."""
    return f"judged/{bucket:04}.json"


def judge_bucket(bucket: int, folder: WorkFolder, judge: Judge) -> None:
    """Judge the patients of a bucket, and save their rows."""
    count = BucketCount()
    with folder.writing(f"judged/{bucket:04}.parquet") as path, RowWriter(path, JUDGED) as writer:
        judged = (_try(judge, patient_id, lines, count) for patient_id, lines in _group_lines(bucket, folder))
        writer.add_all(sorted(filter(None, judged), key=lambda row: str(row[0])))
    folder.save_value(name_judged(bucket), count)


def _group_lines(bucket: int, folder: WorkFolder) -> Iterator[tuple[str, list[bytes]]]:
    with connect(folder) as connection:
        result = connection.execute(_GROUPED, [folder.list_pieces("lines/*.parquet"), bucket])
        while patients := result.fetchmany(_BATCH_PATIENTS):
            yield from patients


def _try(judge: Judge, patient_id: str, lines: list[bytes], count: BucketCount) -> tuple[Any, ...] | None:
    try:
        row = judge.judge(patient_id, lines)
    except Exception as error:  # one chart with which we fail must not cost a country its run
        count.failed += 1
        count.errors.append(type(error).__name__)  # not its message: that may quote the chart
        return None
    count.assessed += row is not None
    count.without_sign += row is None
    return row
