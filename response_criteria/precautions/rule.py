"""One precaution as one object: everything that is the same for every patient."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from response_criteria.model.citation import Citation
from response_criteria.model.findings import Missing
from response_criteria.model.recommendations import Investigation
from response_criteria.precautions.codes import Code
from response_criteria.precautions.snapshot import PatientSnapshot, Trigger

BLOCKS, WARNS = True, False


def _need_nothing(_: PatientSnapshot) -> Iterable[Missing]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecautionRule:
    """A precaution: a contraindication to escalation if it blocks, otherwise a caution.

    ``name`` is its short name on a card and ``when`` its criteria in the handbook. ``settled_by`` are the tests that
    may lift it. ``find_missing`` names the data that it needs and cannot use. ``decision`` is the record of our own
    interpretation, which is the source where there is no ``citation``.
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

    @property
    def source(self) -> str:
        """The citation, otherwise the decision record of our interpretation."""
        return str(self.citation or f"our interpretation (decision {self.decision})")
