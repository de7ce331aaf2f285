"""Every line this service can log, by name. None has room for patient data, a token or an address.

Each line also carries the ``hookInstance`` of the call, once it is known: it is bound as a context variable.
"""

import logging
import sys
from collections.abc import Sequence

import structlog

_log = structlog.get_logger("imatinib_cds")


def configure() -> None:
    """Lines go to standard error, one JSON object each. Libraries that would log addresses are kept quiet."""
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )


def new_call() -> None:
    """Forget the call that this thread answered before."""
    structlog.contextvars.clear_contextvars()


def call_known_as(hook_instance: str) -> None:
    """From here on every line of this call carries its ``hookInstance``."""
    structlog.contextvars.bind_contextvars(hookInstance=hook_instance)


def call_answered(*, service: str, action: str, cards: int, unread: Sequence[str], seconds_left: float) -> None:
    """A call was answered with cards, or with none; what was left of its time tells how long it took."""
    _log.info(
        "call-answered",
        service=service,
        action=action,
        cards=cards,
        unread=list(unread),
        seconds_left=round(seconds_left, 3),
    )


def call_refused(*, status: int, because: Sequence[str]) -> None:
    """A call was answered with an error of the caller's, or of what the caller's data could be read from."""
    _log.warning("call-refused", status=status, because=list(because))


def key_not_obtained(*, key: str, because: str) -> None:
    """A prefetch key was neither sent nor could be fetched."""
    _log.warning("key-not-obtained", key=key, because=because)


def search_refused(*, of: str, by: Sequence[str], because: str) -> None:
    """The FHIR server does not take searches for a resource type by these parameters; another form is tried."""
    _log.info("search-refused", of=of, by=list(by), because=because)


def unexpected_fault(*, reference: str, fault: str, where: Sequence[str]) -> None:
    """Something failed that should not. The fault's own text is left out: it may quote the chart."""
    _log.error("unexpected-fault", reference=reference, fault=fault, where=list(where))
