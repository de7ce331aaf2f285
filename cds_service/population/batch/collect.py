"""The second pass: the lines of the patients with a sign, by bucket, and then whatever those lines refer to."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import msgspec
import pyarrow as pa

from cds_service.population.attachments import drop_attachment_data
from cds_service.population.batch.files import Chunk
from cds_service.population.batch.lines import PartReader
from cds_service.population.batch.pieces import RowWriter, connect
from cds_service.population.batch.plan import Plan
from cds_service.population.batch.scan import read_headers
from cds_service.population.batch.select import load_patients
from cds_service.population.batch.work_folder import WorkFolder
from cds_service.population.header import READ_TYPES, LineHeader, list_references
from fhir_mappings import ReferenceTarget

_NAMES = [("bucket", pa.int32()), ("patient", pa.string()), ("type", pa.string()), ("id", pa.string())]
LINES = pa.schema([*_NAMES, ("line", pa.binary())])
REFERENCES = pa.schema(_NAMES)

_MISSING = """
    SELECT DISTINCT bucket, patient, type, id FROM read_parquet(?)
    ANTI JOIN (SELECT patient, type, id FROM read_parquet(?)) AS held USING (patient, type, id)
"""


_Row = tuple[int, str, str, str, bytes]


class Wanting(NamedTuple):
    """A patient whose lines refer to a resource that is not among them."""

    bucket: int
    patient_id: str


class Wanted(msgspec.Struct, frozen=True):
    """Resources that lines refer to: each with the patients who want it."""

    targets: list[ReferenceTarget]
    patients: list[list[Wanting]]


FindHolders = Callable[[LineHeader], list[Wanting]]


def name_collected(number: int) -> str:
    """Return the name of the piece with the collected lines of a chunk."""
    return f"lines/{number:06}.parquet"


def name_fetched(number: int, round_: int) -> str:
    """Return the name of the piece with the lines of a chunk that others refer to."""
    return f"lines/{number:06}-{round_}.parquet"


def name_wanted(round_: int) -> str:
    """Return the name of the piece with what lines refer to."""
    return f"wanted/{round_}.json"


def collect_chunk(number: int, plan: Plan, folder: WorkFolder) -> None:
    """Collect from one chunk the lines of the selected patients."""
    patients = load_patients(folder)

    @lru_cache(maxsize=1024)  # the lines of a patient often stand together
    def find_holder(patient_id: str) -> list[Wanting]:
        return [Wanting(plan.choose_bucket(patient_id), patient_id)] if patient_id in patients else []

    def find_holders(header: LineHeader) -> list[Wanting]:
        return find_holder(header.patient_id)

    _collect(name_collected(number), plan.chunks[number], plan, folder, find_holders)


def fetch_chunk(number: int, round_: int, plan: Plan, folder: WorkFolder) -> None:
    """Collect from one chunk the resources that lines of the selected patients refer to."""
    wanted = _load_wanted(folder, round_, folder.get_version(name_wanted(round_)))

    def find_holders(header: LineHeader) -> list[Wanting]:
        return wanted.get(ReferenceTarget(header.resourceType, header.id), [])

    _collect(name_fetched(number, round_), plan.chunks[number], plan, folder, find_holders)


def find_wanted(folder: WorkFolder) -> Wanted:
    """Find what the collected lines refer to and the lines of the same patient do not hold."""
    references, lines = folder.list_pieces("references/*.parquet"), folder.list_pieces("lines/*.parquet")
    wanted: defaultdict[ReferenceTarget, list[Wanting]] = defaultdict(list)
    with connect(folder) as connection:
        for bucket, patient_id, type_, id_ in connection.execute(_MISSING, [references, lines]).fetchall():
            wanted[ReferenceTarget(type_, id_)].append(Wanting(bucket, patient_id))
    targets = sorted(wanted)
    return Wanted(targets, [sorted(wanted[target]) for target in targets])


# A process reads these once for all its chunks.
@lru_cache(maxsize=1)
def _load_wanted(folder: WorkFolder, round_: int, _version: int) -> dict[ReferenceTarget, list[Wanting]]:
    wanted = folder.load(name_wanted(round_), Wanted)
    return dict(zip(wanted.targets, wanted.patients, strict=True))


def _collect(name: str, chunk: Chunk, plan: Plan, folder: WorkFolder, find_holders: FindHolders) -> None:
    rows: list[_Row] = []
    references: dict[tuple[int, str, str, str], None] = {}
    for part in chunk:
        for header, line in read_headers(PartReader(plan.files[part.file], part)):
            if header.resourceType not in READ_TYPES or not (holders := find_holders(header)):
                continue
            text = drop_attachment_data(line)
            targets = list(list_references(header))
            rows += [(*holder, header.resourceType, header.id, text) for holder in holders]
            references.update(((*holder, *target), None) for holder in holders for target in targets)
    _save(folder, name, rows, references)


def _save(folder: WorkFolder, name: str, rows: list[_Row], references: Iterable[tuple[int, str, str, str]]) -> None:
    with folder.writing(name.replace("lines/", "references/")) as path, RowWriter(path, REFERENCES) as writer:
        writer.add_all(references)
    rows.sort(key=itemgetter(0))
    # A group of rows for each bucket: DuckDB then reads of each file only the groups of the bucket that it judges.
    with folder.writing(name) as path, RowWriter(path, LINES) as writer:
        for _, rows_of_bucket in groupby(rows, key=itemgetter(0)):
            writer.add_all(rows_of_bucket)
