"""Delivery: what of a decision is shown. The assessment never changes with it (decisions 0163 and 0164).

It knows the ledger only as a ``Memory``, and of a decision only its JSON document.
"""

from cds_service.delivery.deliver import EXTENSION, Delivery, Memory, choose_delivery
from cds_service.delivery.finding_keys import add_keys
from cds_service.delivery.holding import HeldBack, Recollection, RememberedAnswer
from cds_service.delivery.modes import Mode, ModeRule, Modes
from cds_service.delivery.quiet_periods import QuietPeriods, QuietPeriodsError, load_quiet_periods

__all__ = [
    "EXTENSION",
    "Delivery",
    "HeldBack",
    "Memory",
    "Mode",
    "ModeRule",
    "Modes",
    "QuietPeriods",
    "QuietPeriodsError",
    "Recollection",
    "RememberedAnswer",
    "add_keys",
    "choose_delivery",
    "load_quiet_periods",
]
