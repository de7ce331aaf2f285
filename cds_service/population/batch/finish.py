"""The output of a run, put together from its pieces once every bucket is done."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from cds_service.population.batch.judge import BucketCount
from cds_service.population.batch.plan import Plan
from cds_service.population.batch.select import Selection
from cds_service.population.batch.work_folder import WorkFolder
from cds_service.population.canonical import digest_all
from cds_service.population.judge import DIGEST, DOCUMENT, DOUBTS
from cds_service.population.patient import find_unoffered_queries
from cds_service.population.report.page import write_report
from cds_service.population.report.results import Row
from cds_service.population.table import SCHEMA, format_data_dictionary

ASSESSMENTS, TABLE, DICTIONARY = "assessments.ndjson", "assessments.parquet", "data-dictionary.txt"
BAD_LINES, SUMMARY = "bad-lines.ndjson", "summary.json"


class Summary(msgspec.Struct, kw_only=True):
    """A run in numbers, as ``summary.json``. ``digest`` is the same for every way to judge the same population."""

    program: str
    as_of: str
    digest: str
    assessed: int
    without_sign: int
    failed: int
    errors: dict[str, int]
    lines: int
    lines_by_type: dict[str, int]
    lines_without_patient: dict[str, int]
    bad_lines: int
    references_not_found: dict[str, int]
    not_offered: list[str]


def write_output(plan: Plan, folder: WorkFolder, selection: Selection, not_found: dict[str, int]) -> Summary:
    """Write all files of the output, and return the summary."""
    buckets = folder.list_pieces("judged/*.parquet")
    digests = _write_assessments(buckets, folder)
    (folder.output / DICTIONARY).write_text(format_data_dictionary(), "utf-8")
    (folder.output / BAD_LINES).write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in selection.bad))
    counts = [
        msgspec.json.decode(Path(name).read_bytes(), type=BucketCount) for name in folder.list_pieces("judged/*.json")
    ]
    summary = Summary(
        program=plan.program,
        as_of=plan.as_of.isoformat(),
        digest=digest_all(digests),
        assessed=sum(count.assessed for count in counts),
        without_sign=sum(count.without_sign for count in counts),
        failed=sum(count.failed for count in counts),
        errors=dict(sorted(Counter(error for count in counts for error in count.errors).items())),
        lines=selection.lines,
        lines_by_type=selection.types,
        lines_without_patient=selection.without_patient,
        bad_lines=selection.bad_count,
        references_not_found=not_found,
        not_offered=[query.key for query in find_unoffered_queries(selection.types)],
    )
    (folder.output / SUMMARY).write_bytes(msgspec.json.format(msgspec.json.encode(summary)) + b"\n")
    write_report(*_read_rows(buckets), summary, plan.small_cells, folder.output)
    return summary


def _read_rows(buckets: list[str]) -> tuple[list[Row], list[list[dict[str, str]]]]:
    """Return the rows of all patients for the report, and the doubts of each."""
    read = [row for bucket in buckets for row in pq.read_table(bucket, columns=[*SCHEMA.names, DOUBTS]).to_pylist()]
    return read, [row[DOUBTS] for row in read]


def _write_assessments(buckets: list[str], folder: WorkFolder) -> list[bytes]:
    """Write the assessments as NDJSON and as Parquet, bucket by bucket, and return their digests."""
    digests: list[bytes] = []
    table_path, lines_path = folder.output / TABLE, folder.output / ASSESSMENTS
    with pq.ParquetWriter(table_path, SCHEMA, compression="zstd") as writer, lines_path.open("wb") as lines:
        for bucket in map(pq.read_table, buckets):
            writer.write_table(pa.table(bucket.select(SCHEMA.names).columns, schema=SCHEMA))
            lines.writelines(_end_lines(bucket.column(DOCUMENT)))
            digests += bucket.column(DIGEST).to_pylist()
    return digests


def _end_lines(texts: pa.ChunkedArray) -> Iterator[bytes]:
    return (text.as_py() + b"\n" for text in texts)
