"""Who is judged: the patients with a line that may be a sign of CML, also one behind a reference to a Medication."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from cds_service.population.batch.lines import BadLine
from cds_service.population.batch.pieces import connect
from cds_service.population.batch.scan import ChunkScan, PartScan
from cds_service.population.batch.work_folder import WorkFolder
from cds_service.population.signs import MAX_DEPTH, MEDICATION

_HOLDERS = """
    SELECT DISTINCT holder_type, holder FROM read_parquet(?)
    SEMI JOIN (SELECT unnest(?) AS medication) USING (medication)
"""


SELECTION = "selection.json"


class Selection(msgspec.Struct):
    """The patients to judge, and what the files hold: lines by type, lines without a patient, and bad lines."""

    patients: list[str]
    types: dict[str, int]
    without_patient: dict[str, int]
    lines: int
    bad_count: int
    bad: list[BadLine]


def select_patients(scans: list[ChunkScan], folder: WorkFolder) -> Selection:
    """Select the patients to judge from what the chunks hold."""
    patients = {patient for scan in scans for patient in scan.patients}
    medications = {medication for scan in scans for medication in scan.medications}
    patients |= _follow_references(medications, folder)
    parts = [part for scan in scans for part in scan.parts]
    return Selection(
        sorted(patients),
        _add(scan.types for scan in scans),
        _add(scan.without_patient for scan in scans),
        sum(part.lines for part in parts),
        sum(part.bad_count for part in parts),
        _number_bad_lines(parts),
    )


def load_patients(folder: WorkFolder) -> frozenset[str]:
    """Load the selected patients; a process does so once for all its chunks."""
    return _load_patients(folder, folder.get_version(SELECTION))


@lru_cache(maxsize=1)
def _load_patients(folder: WorkFolder, _version: int) -> frozenset[str]:
    return frozenset(folder.load(SELECTION, Selection).patients)


def _follow_references(medications: set[str], folder: WorkFolder) -> set[str]:
    """Return the patients with an order of one of the Medications, or of one that contains it."""
    patients: set[str] = set()
    edges, new = folder.list_pieces("scan/*.edges.parquet"), set(medications)
    with connect(folder) as connection:
        for _ in range(MAX_DEPTH):
            if not new:
                break
            holders = connection.execute(_HOLDERS, [edges, sorted(new)]).fetchall()
            patients |= {holder for type_, holder in holders if type_ != MEDICATION}
            new = {holder for type_, holder in holders if type_ == MEDICATION} - medications
            medications |= new
    return patients


def _add(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(sorted(total.items()))


def _number_bad_lines(parts: Iterable[PartScan]) -> list[BadLine]:
    """Return the bad lines with their numbers in the whole file: each part counted its own lines."""
    lines_before: Counter[int] = Counter()
    bad: list[BadLine] = []
    for part in parts:
        before = lines_before[part.part.file]
        bad += [BadLine(line.file, before + line.number, line.reason) for line in part.bad]
        lines_before[part.part.file] += part.lines
    return bad
