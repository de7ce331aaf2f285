"""The start of a run: its plan from files and options, or the plan of the unfinished run that goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from cds_service.population.batch.files import CHUNK_BYTES, find_files
from cds_service.population.batch.plan import Plan, make_plan
from cds_service.population.batch.run import Progress, Run
from cds_service.population.batch.work_folder import WorkFolder
from cds_service.reporting.suppression import SMALL_CELLS
from fhir_mappings import NO_TRANSLATION, LocalCodeTranslation


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What of the options decides the result. ``key`` is that of the pseudonyms; empty to make one for this run."""

    concept_maps: Sequence[str] = ()
    local_units: str = ""
    with_words: bool = False
    with_ids: bool = False
    small_cells: int = SMALL_CELLS
    key: bytes = b""
    chunk_bytes: int = CHUNK_BYTES


def prepare_run(
    paths: Sequence[Path],
    output: Path,
    as_of: date | None,
    options: Options,
    *,
    today: date,
    progress: Progress,
    local_codes: LocalCodeTranslation = NO_TRANSLATION,
    workers: int = 1,
) -> Run:
    """Prepare a run, or the rest of the one that was interrupted. Raises PopulationError."""
    folder = WorkFolder(output.resolve())
    begun = folder.read_begun_plan()
    # A run that began yesterday without a day of its own goes on with yesterday.
    day = as_of or (begun.as_of if begun else today)
    plan = folder.begin(_plan(paths, day, options))
    return Run(plan=plan, folder=folder, progress=progress, key=options.key, local_codes=local_codes, workers=workers)


def _plan(paths: Sequence[Path], day: date, options: Options) -> Plan:
    return make_plan(
        find_files(paths),
        day,
        concept_maps=options.concept_maps,
        local_units=options.local_units,
        with_words=options.with_words,
        with_ids=options.with_ids,
        small_cells=options.small_cells,
        key_digest=sha256(options.key).hexdigest() if options.key else "",
        chunk_bytes=options.chunk_bytes,
    )
