"""What a run is to do: its files, day and options. It is kept in the work folder, so that a killed run can go on."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import msgspec

from cds_service.population.batch.files import CHUNK_BYTES, Chunk, InputFile, count_bytes, cut_into_chunks
from cds_service.reporting.suppression import SMALL_CELLS

BUCKET_BYTES = 32 * 2**20
MIN_BUCKETS, MAX_BUCKETS = 8, 1024


class Plan(msgspec.Struct, frozen=True, dict=True, kw_only=True):
    """Everything that decides the result. Two runs with the same plan give the same result."""

    program: str
    as_of: date
    files: list[InputFile]
    chunk_bytes: int
    buckets: int
    concept_maps: list[str]
    local_units: str
    with_words: bool
    with_ids: bool
    small_cells: int  # counts from 1 to this are not shown in the report
    key_digest: str  # of the key of the pseudonyms; empty for a key made for this run alone

    @cached_property
    def chunks(self) -> list[Chunk]:
        """The pieces in which the files are read."""
        return cut_into_chunks(self.files, self.chunk_bytes)

    def choose_bucket(self, patient_id: str) -> int:
        """Return the bucket of a patient."""
        # A hash of our own: that of an engine, or of Python, differs from one release or process to the next.
        digest = blake2b(patient_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "big") % self.buckets


def make_plan(
    files: list[InputFile],
    as_of: date,
    *,
    concept_maps: Sequence[str] = (),
    local_units: str = "",
    with_words: bool = False,
    with_ids: bool = False,
    small_cells: int = SMALL_CELLS,
    key_digest: str = "",
    chunk_bytes: int = CHUNK_BYTES,
) -> Plan:
    """Make the plan of a run: buckets so many that one of them is small, whatever the number of lines."""
    buckets = min(max(count_bytes(files) // BUCKET_BYTES, MIN_BUCKETS), MAX_BUCKETS)
    return Plan(
        program=version("imatinib-cds"),
        as_of=as_of,
        files=files,
        chunk_bytes=chunk_bytes,
        buckets=buckets,
        concept_maps=[str(Path(path).resolve()) for path in concept_maps],
        local_units=str(Path(local_units).resolve()) if local_units else "",
        with_words=with_words,
        with_ids=with_ids,
        small_cells=small_cells,
        key_digest=key_digest,
    )
