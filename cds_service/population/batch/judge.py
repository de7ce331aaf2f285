"""The judging of a bucket: its lines grouped by patient, one assessment for each patient with a sign of CML."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pyarrow as pa

from cds_service import decimal_json
from cds_service.population.batch.pieces import RowWriter, connect
from cds_service.population.batch.plan import Plan
from cds_service.population.batch.work_folder import WorkFolder
from cds_service.population.canonical import digest_assessment
from cds_service.population.deidentify import deidentify
from cds_service.population.patient import AssessedPatient, Terms, assess_patient
from cds_service.population.pseudonyms import make_pseudonym
from cds_service.population.table import SCHEMA, UNKNOWN_SUBJECT, build_row, list_excluded

DOCUMENT, DIGEST, DOUBTS = "_document", "_digest", "_doubts"
DOUBT = pa.struct([(name, pa.string()) for name in ("subject", "code", "unit", "reason")])
JUDGED = pa.schema([*SCHEMA, (DOCUMENT, pa.binary()), (DIGEST, pa.binary()), (DOUBTS, pa.list_(DOUBT))])

# Not by the order of the lines: no engine keeps it. The list holds all lines of a patient, in whatever order.
_GROUPED = "SELECT patient, list(line) FROM read_parquet(?) WHERE bucket = ? GROUP BY patient"
_BATCH_PATIENTS = 16  # in memory at a time, each with all lines


class BucketCount(msgspec.Struct):
    """How many patients of a bucket were assessed, showed no sign in the whole chart, or met an unexpected error."""

    assessed: int = 0
    without_sign: int = 0
    failed: int = 0
    errors: list[str] = []


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges patients, and names them in the output."""

    terms: Terms
    key: bytes
    plan: Plan

    def judge(self, patient_id: str, lines: list[bytes]) -> tuple[Any, ...] | None:
        """Return the row of a patient; None without a sign of CML."""
        assessed = assess_patient(patient_id, lines, self.terms)
        return self._build_row(patient_id, assessed) if assessed else None

    def _build_row(self, patient_id: str, assessed: AssessedPatient) -> tuple[Any, ...]:
        pseudonym = make_pseudonym(self.key, patient_id)
        document = deidentify(
            assessed.document, pseudonym, with_words=self.plan.with_words, with_ids=self.plan.with_ids
        )
        text = decimal_json.encode_utf8(decimal_json.write(document))
        name = patient_id if self.plan.with_ids else pseudonym
        return (*build_row(name, assessed), text, digest_assessment(assessed.document), _list_doubts(assessed))


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


def _list_doubts(assessed: AssessedPatient) -> list[dict[str, str]]:
    """List what could not be used, each kind once: for the report, which counts patients."""
    doubts = {
        (str(data.subject or UNKNOWN_SUBJECT), data.code, data.unit, data.reason)
        for data in list_excluded(assessed.assessment)
    }
    return [dict(zip(DOUBT.names, doubt, strict=True)) for doubt in sorted(doubts)]
