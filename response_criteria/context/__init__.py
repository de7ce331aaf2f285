"""What guidelines, the WHO classification and the US label state about the same facts. Shown, never decisive (0017)."""

from response_criteria.context.eln import build_eln_statements
from response_criteria.context.label import build_label_statements
from response_criteria.context.statements import STATEMENTS
from response_criteria.context.who import build_who_statements
from response_criteria.model.findings import ContextStatement, Precaution
from response_criteria.precautions import PatientSnapshot

__all__ = ["STATEMENTS", "build_context"]

BUILDERS = (build_eln_statements, build_who_statements, build_label_statements)
"""One per publisher, in the order in which the statements are shown."""


def build_context(patient: PatientSnapshot, precautions: tuple[Precaution, ...]) -> tuple[ContextStatement, ...]:
    """Return the statements of all publishers about the patient, given the precautions that apply."""
    return tuple(statement for build in BUILDERS for statement in build(patient, precautions))
