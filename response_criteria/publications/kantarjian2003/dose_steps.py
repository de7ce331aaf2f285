"""The protocol's two dose escalations, and no other.

From 400 mg daily to 400 mg twice daily, or to 600 mg daily if the dose had been reduced to 300 mg daily.
"""

from decimal import Decimal

from response_criteria.publications.kantarjian2003.paper import PAPER
from response_criteria.rules.dose_step import DoseStep

PROTOCOL = PAPER.cite("circumstances of dose escalation")

# fmt: off
DOSE_STEPS = (
    #        from            to              times a day
    DoseStep(Decimal("400"), Decimal("800"), 2,          PROTOCOL),
    DoseStep(Decimal("300"), Decimal("600"), 1,          PROTOCOL),
)
# fmt: on
