"""One review fact as one object: everything that is the same for every patient."""

from collections.abc import Callable
from dataclasses import dataclass

from response_criteria.model.citation import Citation
from response_criteria.review.codes import ReviewCode
from response_criteria.review.snapshot import Reviewed, ReviewSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRule:
    """A fact that calls for a review.

    ``name`` is its short name, ``when`` its criteria in the handbook. ``needs_course`` is False for a fact that is
    found even where it cannot be determined whether the protocol applies. ``decision`` is the record of our
    interpretation, which is the source where there is no ``citation``.
    """

    code: ReviewCode
    name: str
    evaluate: Callable[[ReviewSnapshot], Reviewed | None]
    when: str
    needs_course: bool = True
    citation: Citation | None = None
    decision: str = "0120"

    @property
    def source(self) -> str:
        """The citation, and the decision record of our interpretation."""
        interpretation = f"our interpretation (decision {self.decision})"
        return f"{self.citation}; {interpretation}" if self.citation else interpretation
