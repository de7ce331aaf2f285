"""The FHIR server that a call may read from, the token for it, and how often it may be asked in vain."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

from cds_service.fhir_client.base_url import FhirBaseUrl
from cds_service.fhir_client.errors import ASKED_IN_VAIN, TIMED_OUT, FhirServerError

MAX_VAIN_REQUESTS = 40


@dataclass(frozen=True, slots=True)
class FhirAccess:
    """A FHIR server that may be read from. ``token`` goes to this server only; empty means no token."""

    server: FhirBaseUrl
    token: str = field(default="", repr=False)
    vain_requests: "VainRequests" = field(default_factory=lambda: VainRequests(), compare=False, repr=False)


class VainRequests:
    """Counts the requests of one call that were refused, failed or repeated, and limits them. Safe between threads."""

    # A server that answers 404 to everything would otherwise be asked for every form of every search (decision 0181).

    def __init__(self) -> None:
        self._changed = Condition()
        self._vain = 0
        self._pending = 0

    @contextmanager
    def send(self, timeout: float) -> Iterator["Outcome"]:
        """Wait until a request may be sent, and count it as vain unless it is marked as answered.

        Raises FhirServerError if as many were vain as a call may have, or after ``timeout`` seconds.
        """
        outcome = Outcome()
        with self._changed:
            # Each pending request may turn out to be vain.
            if not self._changed.wait_for(self._may_decide, timeout):
                raise FhirServerError(*TIMED_OUT)
            if self._vain >= MAX_VAIN_REQUESTS:
                raise FhirServerError(*ASKED_IN_VAIN)
            self._pending += 1
        try:
            yield outcome
        finally:
            with self._changed:
                self._pending -= 1
                self._vain += not outcome.is_answered
                self._changed.notify_all()

    def _may_decide(self) -> bool:
        return self._vain >= MAX_VAIN_REQUESTS or self._vain + self._pending < MAX_VAIN_REQUESTS


@dataclass(slots=True)
class Outcome:
    """Whether a request was answered with what it asked for."""

    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class NoAccess:
    """No FHIR server may be read from. ``reason`` is a clause that can end a sentence."""

    reason: str
