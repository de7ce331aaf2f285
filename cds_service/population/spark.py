"""The two functions that Apache Spark maps over a population, for ``mapInArrow``. They know Arrow, and no Spark.

``deploy/spark/screen_job.py`` is the job that uses them; the judging is that of every other engine
(decision 0153).
"""

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from cds_service.population.attachments import drop_attachment_data
from cds_service.population.header import READ_TYPES, InvalidLineError, list_references, parse_header
from cds_service.population.judge import JUDGED, Judge
from cds_service.population.signs import SignFinder
from fhir_mappings import LocalCodeTranslation

Batches = Iterator[pa.RecordBatch]

TARGET = pa.struct([("type", pa.string()), ("id", pa.string())])
LINES = pa.schema(
    [
        ("patient", pa.string()),
        ("type", pa.string()),
        ("id", pa.string()),
        ("line", pa.binary()),
        ("is_candidate", pa.bool_()),
        ("targets", pa.list_(TARGET)),
    ]
)
"""A line that an assessment may rest on: whose it is, whether it may be a sign of CML, and what it refers to."""

BAD = "bad line"
"""The type of a line that is no resource; it has nothing else."""

ROWS = pa.schema([*JUDGED, ("_error", pa.string())])
"""The row of a patient, or the name of the error that the patient's chart led to."""


def make_line_reader(local_codes: LocalCodeTranslation) -> Callable[[Batches], Batches]:
    """Make the function from batches with a column ``line`` to batches of LINES."""

    def read_lines(batches: Batches) -> Batches:
        signs = SignFinder(local_codes)
        for batch in batches:
            rows = (_read_line(line.strip(), signs) for line in batch.column("line").to_pylist())
            yield _build_batch([row for row in rows if row], LINES)

    return read_lines


def make_judge(judge: Judge) -> Callable[[Batches], Batches]:
    """Make the function from batches with a patient and the list of the patient's lines to batches of ROWS."""

    def judge_patients(batches: Batches) -> Batches:
        for batch in batches:
            groups = zip(batch.column("patient").to_pylist(), batch.column("lines").to_pylist(), strict=True)
            judged = (_judge(judge, patient_id, lines) for patient_id, lines in groups)
            yield _build_batch([row for row in judged if row], ROWS)

    return judge_patients


def _read_line(line: bytes, signs: SignFinder) -> tuple[Any, ...] | None:
    if not line:
        return None
    try:
        header = parse_header(line)
    except InvalidLineError:
        return None, BAD, None, None, False, None
    if header.resourceType not in READ_TYPES:
        return None
    targets = [target._asdict() for target in list_references(header)]
    text, is_candidate = drop_attachment_data(line), signs.is_candidate(header)
    return header.patient_id or None, header.resourceType, header.id, text, is_candidate, targets


def _judge(judge: Judge, patient_id: str, lines: list[bytes]) -> tuple[Any, ...] | None:
    try:
        row = judge.judge(patient_id, lines)
    except Exception as error:  # one chart with which we fail must not cost a country its run
        return (*[None] * len(JUDGED), type(error).__name__)
    return (*row, None) if row else None


def _build_batch(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
