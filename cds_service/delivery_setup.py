"""The settings of delivery: where the modes and the quiet periods come from."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from cards import CRITERION_NAMES
from cds_service.auth import Client, TrustedClients
from cds_service.delivery import (
    Mode,
    ModeRule,
    Modes,
    QuietPeriods,
    QuietPeriodsError,
    Recollection,
    RememberedAnswer,
    load_quiet_periods,
)
from cds_service.ledger import Ledger
from cds_service.ledger.recall import Answer, ModeChange
from cds_service.settings import InvalidSettingsError, Settings, name_variable
from response_criteria.model.recommendations import Action
from response_criteria.review.codes import ReviewCode

GROUNDS = frozenset({*CRITERION_NAMES, *map(str, ReviewCode)})
"""What a mode may be set for by ``criterion``: ids of criteria, and codes of review facts."""
ACTIONS = frozenset(map(str, Action))


class LedgerMemory:
    """What the ledger remembers of findings, as delivery reads it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def recall(self, finding_key: str, client: str, tenant: str) -> Recollection:
        """As Memory.recall."""
        recalled = self._ledger.get_reader().recall(finding_key, client, tenant)
        return Recollection(
            answers=tuple(_translate_answer(answer) for answer in recalled.answers),
            last_shown_at=recalled.last_shown_at,
        )


def read_quiet_periods(settings: Settings) -> QuietPeriods:
    """Read the table of quiet periods. Raises InvalidSettingsError."""
    try:
        return load_quiet_periods(Path(settings.quiet_periods) if settings.quiet_periods else None)
    except QuietPeriodsError as error:
        raise InvalidSettingsError(f"{name_variable('quiet_periods')}: {error}") from None


def create_mode_source(
    settings: Settings, clients: TrustedClients | None, ledger: Ledger | None
) -> Callable[[], Modes]:
    """Return a function that returns the modes in force. Raises InvalidSettingsError for a name that is not known."""
    listed = tuple(clients.clients) if clients else ()
    if unknown := find_unknown_names(listed):
        raise InvalidSettingsError("; ".join(f"{name_variable('trusted_clients')}: {fault}" for fault in unknown))
    fixed = (ModeRule(mode=settings.mode), *(rule for client in listed for rule in list_client_rules(client)))
    return partial(_read_modes, fixed, ledger)


def list_client_rules(client: Client) -> Iterator[ModeRule]:
    """Yield the modes that the file of trusted clients sets for a client."""
    yield ModeRule(mode=Mode(client.mode), client=client.name)
    for criterion in client.shadow_criteria:
        yield ModeRule(mode=Mode.SHADOW, client=client.name, criterion=criterion)
    for criterion in client.off_criteria:
        yield ModeRule(mode=Mode.OFF, client=client.name, criterion=criterion)
    for action in client.shadow_actions:
        yield ModeRule(mode=Mode.SHADOW, client=client.name, action=action)


def _read_modes(fixed: Sequence[ModeRule], ledger: Ledger | None) -> Modes:
    changes = ledger.get_reader().read_modes() if ledger else ()
    return Modes((*fixed, *map(_translate_change, changes)))


def find_unknown_names(clients: Sequence[Client]) -> list[str]:
    """Find the criteria and actions of entries that this service does not know."""
    named = (
        (client, kind, name, known)
        for client in clients
        for kind, names, known in (
            ("criterion", (*client.shadow_criteria, *client.off_criteria), GROUNDS),
            ("action", client.shadow_actions, ACTIONS),
        )
        for name in names
    )
    return [f"{client.name}: no such {kind}: {name}" for client, kind, name, known in named if name not in known]


def _translate_answer(answer: Answer) -> RememberedAnswer:
    return RememberedAnswer(
        card=answer.card,
        accepted=answer.accepted,
        at=answer.at,
        reason=answer.reason,
        drafts=frozenset(draft for suggestion in answer.suggestions for draft in suggestion["drafts"]),
        tests=frozenset(test for suggestion in answer.suggestions for test in suggestion["tests"]),
    )


def _translate_change(change: ModeChange) -> ModeRule:
    return ModeRule(mode=Mode(change.mode), client=change.client, criterion=change.criterion, action=change.action)
