"""Lines on what to check before resistance or relapse is accepted as the explanation."""

from collections.abc import Iterator

from cards.selection import has_blasts, select_deciding_findings
from cards.wordings import background
from response_criteria.model.assessment import Assessment
from response_criteria.precautions import Code
from response_criteria.precautions.snapshot import is_hematologic
from response_criteria.publications.who2016 import PAPER as WHO


def list_general_checks(assessment: Assessment) -> Iterator[str]:
    """Yield the checks that the deciding findings call for."""
    findings = select_deciding_findings(assessment)
    if has_blasts(findings):
        yield background.CHECK_BLASTS
    if findings:
        yield background.CHECK_ADHERENCE
        yield background.CHECK_INTERACTIONS
    # Blood counts have more causes than leukemia; chromosomes do not.
    if any(map(is_hematologic, findings)):
        yield background.CHECK_COUNTS


def check_phase(assessment: Assessment) -> Iterator[str]:
    """Yield the check of the disease phase where the phase is in doubt."""
    by_who = any(statement.id.startswith(f"{WHO.id}/") for statement in assessment.context)
    in_doubt = by_who or any(precaution.code == Code.ADVANCED_PHASE for precaution in assessment.precautions)
    # Where blasts are reported, CHECK_BLASTS asks for the phase already.
    if in_doubt and not has_blasts(select_deciding_findings(assessment)):
        yield background.CHECK_PHASE


def check_mutations(assessment: Assessment) -> Iterator[str]:
    """Yield the check for mutations unless one is known already."""
    if not any(precaution.code == Code.RESISTANT_MUTATION for precaution in assessment.precautions):
        yield background.CHECK_MUTATIONS
