"""One precaution as one object: everything that is the same for every patient."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from response_criteria.model.citation import Citation
from response_criteria.model.findings import Missing, Precaution
from response_criteria.model.recommendations import Investigation
from response_criteria.precautions.codes import Code
from response_criteria.precautions.snapshot import PatientSnapshot, Trigger

BLOCKS, WARNS = True, False


class Questions(StrEnum):
    """Which criteria that are met a precaution makes doubtful, when it applies (decision 0110)."""

    NONE = "none"
    ITS_OWN = "its own criterion"
    ALL = "every criterion that is met"


def _need_nothing(_: PatientSnapshot) -> Iterable[Missing]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecautionRule:
    """A precaution: a contraindication to escalation if it blocks, otherwise a caution.

    ``name`` is its short name on a card and ``when`` its criteria in the handbook. ``settled_by`` are the tests that
    may lift it. ``find_missing`` names the data that it needs and cannot use. ``decision`` is the record of our own
    interpretation, which is the source where there is no ``citation``. ``questions`` tells which criteria it makes
    doubtful, rather than only the step that follows from them.
    """

    code: Code
    name: str
    blocks: bool
    evaluate: Callable[[PatientSnapshot], Trigger | None]
    when: str
    citation: Citation | None = None
    decision: str = "0015"
    settled_by: tuple[Investigation, ...] = ()
    find_missing: Callable[[PatientSnapshot], Iterable[Missing]] = _need_nothing
    questions: Questions = Questions.NONE

    def find(self, patient: PatientSnapshot) -> Precaution | None:
        """Return the precaution if it applies to the patient."""
        trigger = self.evaluate(patient)
        if trigger is None:
            return None
        met = tuple(finding.criterion.id for finding in patient.met_findings)
        questions = met if self.questions is Questions.ALL else trigger.questions
        return Precaution(
            self.code, self.blocks, trigger.reason, trigger.values, trigger.evidence, self.citation, questions
        )

    @property
    def source(self) -> str:
        """The citation, otherwise the decision record of our interpretation."""
        return str(self.citation or f"our interpretation (decision {self.decision})")
