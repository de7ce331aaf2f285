"""The run of a population: the passes in their order, each piece of work done once (decision 0151)."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from cds_service.population.batch.collect import (
    Wanted,
    collect_chunk,
    fetch_chunk,
    find_wanted,
    name_collected,
    name_fetched,
    name_wanted,
)
from cds_service.population.batch.finish import Summary, write_output
from cds_service.population.batch.judge import judge_bucket, name_judged
from cds_service.population.batch.plan import Plan
from cds_service.population.batch.processes import Workers
from cds_service.population.batch.scan import ChunkScan, name_scan, scan_chunk
from cds_service.population.batch.select import SELECTION, Selection, select_patients
from cds_service.population.batch.work_folder import WorkFolder
from cds_service.population.header import MAX_ROUNDS, READ_TYPES
from cds_service.population.judge import Judge
from cds_service.population.patient import Terms, find_unoffered_queries
from cds_service.population.pseudonyms import make_key
from cds_service.population.signs import SignFinder
from fhir_mappings import NO_TRANSLATION, LocalCodeTranslation, ReferenceTarget

Progress = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""Shows the progress of a pass, by its name and number of pieces; gives the function to call after each piece."""

Work = Callable[[str, Iterable[int], Callable[[int], str], Callable[[int], None]], None]
"""Does a pass: its title, the numbers of its pieces, the name of the file of each, and what to do."""

SCAN, COLLECT, FETCH, JUDGE = "looking for CML", "collecting lines", "following references", "judging"
KEY = "key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run with everything it needs. ``key`` is that of the pseudonyms; empty to make one for this run alone."""

    plan: Plan
    folder: WorkFolder
    progress: Progress
    key: bytes = b""
    local_codes: LocalCodeTranslation = NO_TRANSLATION
    workers: int = 1

    def finish(self) -> Summary:
        """Do every piece that is not done yet, write the output, and remove the work folder."""
        with Workers(self.workers) as workers:
            summary = self._do(workers)
        self.folder.remove()
        return summary

    def _do(self, workers: Workers) -> Summary:
        plan, folder = self.plan, self.folder
        chunks, work = range(len(plan.chunks)), partial(self._work, workers)
        work(SCAN, chunks, name_scan, partial(scan_chunk, plan=plan, folder=folder, signs=self._signs))
        scans = [folder.load(name_scan(number), ChunkScan) for number in chunks]
        selection = folder.load_or_make(SELECTION, Selection, lambda: select_patients(scans, folder))
        not_found: dict[str, int] = {}
        if selection.patients:
            work(COLLECT, _choose(scans, READ_TYPES), name_collected, partial(collect_chunk, plan=plan, folder=folder))
            not_found = self._fetch(scans, work)
            self._judge(selection, work)
        return write_output(plan, folder, selection, not_found)

    @property
    def _signs(self) -> SignFinder:
        return SignFinder(self.local_codes)

    def _fetch(self, scans: list[ChunkScan], work: Work) -> dict[str, int]:
        """Fetch what the lines refer to, and return how many resources of each type stand in no file."""
        folder = self.folder
        sought: set[ReferenceTarget] = set()
        for round_ in range(1, MAX_ROUNDS + 1):
            wanted = folder.load_or_make(name_wanted(round_), Wanted, lambda: find_wanted(folder))
            new = {target.type for target in wanted.targets} if set(wanted.targets) - sought else set()
            if not new:
                return dict(sorted(Counter(target.type for target in wanted.targets).items()))
            sought |= set(wanted.targets)
            fetch = partial(fetch_chunk, round_=round_, plan=self.plan, folder=folder)
            work(FETCH, _choose(scans, new), partial(name_fetched, round_=round_), fetch)
        return dict(sorted(Counter(target.type for target in find_wanted(folder).targets).items()))

    def _judge(self, selection: Selection, work: Work) -> None:
        key = self.key or self._keep_key()
        terms = Terms(
            as_of=self.plan.as_of,
            local_codes=self.local_codes,
            not_offered=find_unoffered_queries(selection.types),
        )
        buckets = sorted({self.plan.choose_bucket(patient_id) for patient_id in selection.patients})
        judge = Judge(terms=terms, key=key, with_words=self.plan.with_words, with_ids=self.plan.with_ids)
        work(JUDGE, buckets, name_judged, partial(judge_bucket, folder=self.folder, judge=judge))

    def _keep_key(self) -> bytes:
        """Return the key of this run; a run that goes on has to use the same one."""
        if not self.folder.has(KEY):
            self.folder.save(KEY, make_key())
        return (self.folder.path / KEY).read_bytes()

    def _work(
        self,
        workers: Workers,
        title: str,
        numbers: Iterable[int],
        name: Callable[[int], str],
        do_piece: Callable[[int], None],
    ) -> None:
        """Do the pieces that are not done yet."""
        todo = [number for number in numbers if not self.folder.has(name(number))]
        with self.progress(title, len(todo)) as advance:
            for _ in workers.run([partial(do_piece, number) for number in todo]):
                advance()


def _choose(scans: list[ChunkScan], types: Iterable[str]) -> list[int]:
    """Return the numbers of the chunks with lines of these types."""
    return [number for number, scan in enumerate(scans) if not scan.types.keys().isdisjoint(types)]
