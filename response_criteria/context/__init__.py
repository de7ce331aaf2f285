"""What other works say of the same facts, for information: it decides nothing (decision 0017)."""

from response_criteria.context.guidance import guidance
from response_criteria.context.label import label
from response_criteria.context.statements import STATEMENTS
from response_criteria.context.who import who
from response_criteria.model.findings import ContextStatement, Precaution
from response_criteria.precautions import Case

__all__ = ["STATEMENTS", "context"]


def context(case: Case, raised: tuple[Precaution, ...]) -> tuple[ContextStatement, ...]:
    """What ELN, WHO and the US label say of the patient today, beside the precautions that were raised."""
    return (*guidance(case, raised), *who(case), *label(case, raised))
