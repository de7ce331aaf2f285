"""Every log line of the service, one function each. None has a field for patient data, a token or a URL.

Once the ``hookInstance`` of a call is known, it is bound as a context variable and every line carries it.
"""

import logging
import sys
from collections.abc import Sequence

import structlog

_log = structlog.get_logger("imatinib_cds")


def configure() -> None:
    """Write log lines to standard error, one JSON object each."""
    # urllib3 logs URLs, which contain the patient id.
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


def clear_context() -> None:
    """Forget the previous call of this thread."""
    structlog.contextvars.clear_contextvars()


def bind_hook_instance(hook_instance: str) -> None:
    """Add the ``hookInstance`` to every further line of this call."""
    structlog.contextvars.bind_contextvars(hookInstance=hook_instance)


def log_answer(
    *, service: str, action: str, cards: int, unread: Sequence[str], waited_s: float, seconds_left: float
) -> None:
    """Log that a call was answered: how long it waited until it was read, and what was left of its time budget."""
    _log.info(
        "call-answered",
        service=service,
        action=action,
        cards=cards,
        unread=list(unread),
        waited_s=round(waited_s, 3),
        seconds_left=round(seconds_left, 3),
    )


def log_refusal(*, status: int, reason: Sequence[str]) -> None:
    """Log that a call was answered with an error of the client or of its FHIR server."""
    _log.warning("call-refused", status=status, reason=list(reason))


def log_stuck_call() -> None:
    """Log that a call did not end long after its time budget; its worker is replaced."""
    _log.error("call-stuck")


def log_cut_off_calls(*, count: int) -> None:
    """Log how many calls were not answered because their worker was killed."""
    _log.error("calls-cut-off", count=count)


def log_authentication_failure(*, cause: str, client: str, unlisted_issuer: str) -> None:
    """Log why a call is not authentic, with the configured name of its client or the origin of an issuer not listed."""
    _log.warning("authentication-failed", cause=cause, client=client, unlisted_issuer=unlisted_issuer)


def log_replay_store_away() -> None:
    """Log that used tokens cannot be shared between workers at present."""
    _log.error("replay-store-away")


def log_lost_rows(*, number: int, cause: str) -> None:
    """Log that rows of the ledger were not kept."""
    _log.error("ledger-rows-lost", number=number, cause=cause)


def log_database(*, is_away: bool) -> None:
    """Log that the database of decisions has gone away or is back. Meanwhile rows wait in the journal."""
    (_log.error if is_away else _log.info)("ledger-database", away=is_away)


def log_kept_clients(*, reason: str) -> None:
    """Log that the file of trusted clients was not read again because it is faulty; the former one stays in force."""
    _log.error("trusted-clients-kept", reason=reason)


def log_unusable_keys(*, client: str, faults: Sequence[str]) -> None:
    """Log which keys of a client's key set cannot be used."""
    _log.warning("keys-unusable", client=client, faults=list(faults))


def log_failed_key(*, key: str, reason: str) -> None:
    """Log that a prefetch key was neither sent nor could be read."""
    _log.warning("key-not-obtained", key=key, reason=reason)


def log_refused_search(*, resource_type: str, parameters: Sequence[str], reason: str) -> None:
    """Log that a FHIR server refused a form of search; another form is tried."""
    _log.info("search-refused", resource_type=resource_type, parameters=list(parameters), reason=reason)


def log_unexpected_error(*, reference: str, error: str, where: Sequence[str]) -> None:
    """Log an unexpected exception by its type and stack."""
    # Not its message: that may quote the chart.
    _log.error("unexpected-fault", reference=reference, error=error, where=list(where))
