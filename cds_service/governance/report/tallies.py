"""Counting openings and answers: everything that the tables of the report are built from."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import compress, groupby
from typing import NamedTuple

from cds_service.governance.report.cells import Cells, name_itself
from cds_service.governance.report.openings import AnswerToCard, Openings, Outcome, parse_document, parse_phases

ACCEPTED, OVERRIDDEN = "accepted", "overridden"


class Doubt(NamedTuple):
    """What could not be read: subject, kind of doubt, code and unit, as far as the ledger has them."""

    subject: str
    kind: str
    code: str
    unit: str


@dataclass(slots=True)
class Tallies:
    """Counts of openings, each by one property and by what became of them. ``enough``: see Cells."""

    enough: int
    openings: int = 0
    patients: set[str] = field(default_factory=set)
    patients_with_card: set[str] = field(default_factory=set)
    phases: dict[str, Counter[int]] = field(default_factory=dict)
    days: Cells[tuple[str, str]] = field(init=False)
    actions: Cells[tuple[str, str]] = field(init=False)
    clients: Cells[tuple[str, str, str]] = field(init=False)
    grounds: Cells[tuple[str, str]] = field(init=False)
    criteria: Cells[tuple[str, str]] = field(init=False)
    held_back: Cells[str] = field(init=False)
    applicability: Cells[tuple[str, str]] = field(init=False)
    unread: Cells[tuple[str, str]] = field(init=False)
    doubts: Cells[Doubt] = field(init=False)
    answers: Cells[tuple[str, str]] = field(init=False)
    """By action and the latest answer to a card."""
    answers_by_ground: Cells[tuple[str, str]] = field(init=False)
    reasons: Cells[str] = field(init=False)
    changed: Cells[bool] = field(init=False)
    """Cards whose latest answer differs from an earlier one."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if not hasattr(self, name):
                setattr(self, name, Cells(self.enough))

    def count_openings(self, openings: Openings) -> None:
        """Count openings."""
        self.openings += len(openings.patients)
        self.patients.update(openings.patients)
        shown = (outcome == Outcome.SHOWN for outcome in openings.outcomes)
        self.patients_with_card.update(compress(openings.patients, shown))
        self._count_deliveries(openings)
        self._count_findings(openings)
        self._count_phases(openings)

    def count_answers(self, answers: Iterable[AnswerToCard]) -> None:
        """Count the latest answer to each card. The answers of a card come together, the latest last."""
        for _, of_card in groupby(answers, key=lambda answer: answer.card):
            outcomes = list(of_card)
            latest = outcomes[-1]
            patient, grounds = [latest.patient], parse_document(latest.because)
            self.answers.add([(latest.action, latest.outcome)], patient, name_itself)
            self.answers_by_ground.add([latest.outcome], patient, partial(_pair, grounds))
            if latest.outcome == OVERRIDDEN:
                self.reasons.add([latest.reason or ""], patient, name_itself)
            if any(answer.outcome != latest.outcome for answer in outcomes):
                self.changed.add([True], patient, name_itself)

    def _count_deliveries(self, openings: Openings) -> None:
        patients, outcomes = openings.patients, openings.outcomes
        self.days.add([*zip(openings.days, outcomes, strict=True)], patients, name_itself)
        self.actions.add([*zip(openings.actions, outcomes, strict=True)], patients, name_itself)
        self.clients.add([*zip(openings.clients, openings.tenants, outcomes, strict=True)], patients, name_itself)
        self.held_back.add([*zip(openings.held_back_reasons, outcomes, strict=True)], patients, _list_holds)

    def _count_findings(self, openings: Openings) -> None:
        patients = openings.patients
        self.grounds.add([*zip(openings.because, openings.outcomes, strict=True)], patients, _list_grounds)
        self.criteria.add(openings.criteria, patients, _list_criteria)
        reasons = [*zip(openings.applicability, openings.applicability_reasons, strict=True)]
        self.applicability.add(reasons, patients, _list_reasons)
        self.unread.add(openings.unread, patients, _list_queries)
        self.doubts.add(openings.doubts, patients, _list_doubts)

    def _count_phases(self, openings: Openings) -> None:
        calls = parse_phases(openings.phases)
        for phase in {phase for call in calls for phase in call}:
            counts = self.phases.setdefault(phase, Counter())
            counts.update(round(call[phase]) for call in calls if phase in call)


def _pair(grounds: Iterable[str], outcome: str) -> list[tuple[str, str]]:
    return [(ground, outcome) for ground in grounds]


def _list_grounds(key: tuple[str, str]) -> list[tuple[str, str]]:
    because, outcome = key
    return _pair(parse_document(because), outcome)


def _list_holds(key: tuple[str | None, str]) -> list[str]:
    reason, outcome = key
    return [reason] if reason and outcome == Outcome.HELD_BACK else []


def _list_criteria(text: str) -> list[tuple[str, str]]:
    statuses: dict[str, str] = parse_document(text)
    return list(statuses.items())


def _list_reasons(key: tuple[str, str]) -> list[tuple[str, str]]:
    status, reasons = key
    return [(status, reason) for reason in parse_document(reasons)]


def _list_queries(text: str) -> list[tuple[str, str]]:
    return [(query["key"], query["kind"]) for query in parse_document(text)]


def _list_doubts(text: str) -> set[Doubt]:
    """List what could not be read at an opening, each once."""
    return {Doubt(item["subject"], item["doubt"], item["code"], item["unit"]) for item in parse_document(text)}
