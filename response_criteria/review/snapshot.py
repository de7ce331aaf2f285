"""What a review fact may look at, and what it returns."""

from dataclasses import dataclass, field

from response_criteria.model.answers import UNKNOWN, YES, Answer
from response_criteria.model.findings import NO_VALUES, Evidence, Finding, Values
from response_criteria.model.results import BcrAbl1Result
from response_criteria.precautions.snapshot import PatientFacts
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse
from response_criteria.results.bcr_abl1_tests import BcrAbl1Test, build_tests
from response_criteria.review.codes import ReviewReason
from response_criteria.review.quiet import CourseTests, misses_transcript
from response_criteria.treatment.courses import Treatment


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSnapshot(PatientFacts):
    """A patient on one day. Treatment and course are None where no imatinib is dated."""

    treatment: Treatment | None
    course: EvaluatedCourse | None
    findings: tuple[Finding, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether BCR::ABL1 is low enough, and recent enough, that nothing else is asked for."""
        return self.course_tests.is_quiet(self.as_of)

    @property
    def course_tests(self) -> CourseTests:
        """BCR::ABL1 of the course."""
        if self.course is None or self.treatment is None:
            return CourseTests()
        results, started_on = self.find_results(BcrAbl1Result), self.treatment.started_on
        tests = build_tests(self.course.course.results.of(BcrAbl1Result))
        return CourseTests(tests, misses_transcript(self.history, results, started_on))

    @property
    def tests_of_treatment(self) -> tuple[BcrAbl1Test, ...]:
        """BCR::ABL1 since the start of this treatment, oldest first."""
        started_on = self.treatment.started_on if self.treatment else None
        tests = build_tests(self.find_results(BcrAbl1Result))
        return tuple(test for test in tests if started_on is not None and test.on >= started_on)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The answer of a rule: whether its fact holds, and where it does its reason, values and evidence.

    An unknown fact is none, and is named.
    """

    answer: Answer
    reason: ReviewReason | None = None
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()
    is_minor: bool = False


NOT_CLEAR = Reviewed(UNKNOWN)


def hold_fact(
    reason: ReviewReason, values: Values, evidence: tuple[Evidence, ...], *, is_minor: bool = False
) -> Reviewed:
    """Build the answer of a fact that holds."""
    return Reviewed(YES, reason, values, evidence, is_minor)
