"""The first pass: which patients may have a sign of CML, and what the files hold."""

from collections import Counter
from collections.abc import Iterator

import msgspec
import pyarrow as pa

from cds_service.population.batch.files import FilePart
from cds_service.population.batch.lines import BadLine, PartReader
from cds_service.population.batch.pieces import RowWriter
from cds_service.population.batch.plan import Plan
from cds_service.population.batch.work_folder import WorkFolder
from cds_service.population.header import READ_TYPES, InvalidLineError, LineHeader, parse_header
from cds_service.population.signs import MEDICATION, SignFinder, list_medications

EDGES = pa.schema([("holder_type", pa.string()), ("holder", pa.string()), ("medication", pa.string())])
"""Who refers to which Medication: a patient's order, or another Medication. The name may be a sign of CML."""

_SHARED_TYPES = frozenset({MEDICATION, "Substance"})


class PartScan(msgspec.Struct):
    """How many lines a part has, and which of them are bad."""

    part: FilePart
    lines: int
    bad_count: int
    bad: list[BadLine]


class ChunkScan(msgspec.Struct):
    """What a chunk holds. ``patients`` and ``medications`` are those with a line that may be a sign of CML."""

    types: dict[str, int]
    without_patient: dict[str, int]
    patients: list[str]
    medications: list[str]
    parts: list[PartScan]


def name_scan(number: int) -> str:
    """Return the name of the piece with what a chunk holds."""
    return f"scan/{number:06}.json"


def scan_chunk(number: int, plan: Plan, folder: WorkFolder, signs: SignFinder) -> None:
    """Scan one chunk, and save what it holds."""
    scanner = _Scanner(signs)
    with folder.writing(f"scan/{number:06}.edges.parquet") as path, RowWriter(path, EDGES) as edges:
        for part in plan.chunks[number]:
            edges.add_all(scanner.scan_part(PartReader(plan.files[part.file], part)))
    folder.save_value(name_scan(number), scanner.get_result())


def read_headers(reader: PartReader) -> Iterator[tuple[LineHeader, bytes]]:
    """Yield the lines of a part that are resources, with what is read of every line."""
    for line in reader.read():
        try:
            yield parse_header(line), line
        except InvalidLineError as error:
            reader.list_bad(str(error))


class _Scanner:
    def __init__(self, signs: SignFinder) -> None:
        self._signs = signs
        self._types: Counter[str] = Counter()
        self._without_patient: Counter[str] = Counter()
        self._patients: set[str] = set()
        self._medications: set[str] = set()
        self._parts: list[PartScan] = []

    def scan_part(self, reader: PartReader) -> Iterator[tuple[str, str, str]]:
        """Scan a part, and yield who refers to which Medication."""
        for header, _ in read_headers(reader):
            resource_type = header.resourceType
            self._types[resource_type] += 1
            if resource_type in READ_TYPES:
                yield from self._scan_line(header)
        self._parts.append(PartScan(reader.part, reader.lines, reader.bad_count, reader.bad))

    def _scan_line(self, header: LineHeader) -> Iterator[tuple[str, str, str]]:
        patient_id, is_shared = header.patient_id, header.resourceType in _SHARED_TYPES
        if not patient_id and not is_shared:
            self._without_patient[header.resourceType] += 1
            return
        if self._signs.is_candidate(header):
            (self._medications if is_shared else self._patients).add(header.id if is_shared else patient_id)
        holder = (MEDICATION, header.id) if is_shared else ("Patient", patient_id)
        yield from ((*holder, medication) for medication in list_medications(header))

    def get_result(self) -> ChunkScan:
        """Return what was found, in an order that does not depend on the process."""
        return ChunkScan(
            dict(sorted(self._types.items())),
            dict(sorted(self._without_patient.items())),
            sorted(self._patients),
            sorted(self._medications),
            self._parts,
        )
