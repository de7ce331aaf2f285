"""The registry of precautions, in the contract's order. Codes without a rule are not evaluated yet (decision 0015).

To add a precaution: its code and reasons in ``codes``, its function and its rule in the module of its subject, and a
sentence for each reason in ``cards.wordings.precautions``.
"""

from response_criteria.precautions import (
    blood,
    counts,
    counts_alone,
    leukemia,
    organs,
    reductions,
    supply,
    treatment,
    unread,
)
from response_criteria.precautions.codes import Code

CODES = tuple(code.value for code in Code)
"""Every code of the contract, evaluated or not."""

PRECAUTIONS = tuple(
    sorted(
        (
            *blood.RULES,
            *counts.RULES,
            *counts_alone.RULES,
            *leukemia.RULES,
            *organs.RULES,
            *treatment.RULES,
            *reductions.RULES,
            *supply.RULES,
            *unread.RULES,
        ),
        key=lambda rule: list(Code).index(rule.code),
    )
)

NOT_EVALUATED = tuple(code for code in CODES if code not in {rule.code for rule in PRECAUTIONS})
