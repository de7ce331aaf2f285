"""Who may call a production service: reads and checks the settings for it, and builds the authenticator."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import gettempdir

import requests

from cds_service.auth import (
    Authenticator,
    Client,
    KeyRing,
    KeySetFetch,
    KeySetUnavailable,
    SqliteReplayStore,
    TrustedClients,
    TrustedClientsError,
    normalize_address,
    parse_key_set,
    read_trusted_clients,
)
from cds_service.fhir_client.transport import SessionWithoutRedirects
from cds_service.observability import log_events
from cds_service.outbound import configure_outbound
from cds_service.settings import InvalidSettingsError, Settings, name_variable

# In production both belong to the client that calls: one list for all would let a client read another's FHIR server.
LISTED_BY_CLIENTS = ("fhir_servers", "cors_origins")


def load_trusted_clients(settings: Settings) -> TrustedClients | None:
    """Return the clients that may call; None in development, where everybody may.

    Raises InvalidSettingsError with everything that keeps the service from starting in production.
    """
    if settings.is_open:
        return None
    problems = list(_find_unsafe_settings(settings))
    clients = TrustedClients(())
    try:
        if settings.trusted_clients:
            clients = read_trusted_clients(Path(settings.trusted_clients), production=True)
        faults = tuple(_find_unusable_key_files(clients))
    except TrustedClientsError as error:
        faults = error.faults
    problems += [f"{name_variable('trusted_clients')}: {fault}" for fault in faults]
    if problems:
        raise InvalidSettingsError("; ".join(problems))
    return clients


def _find_unusable_key_files(clients: TrustedClients) -> Iterator[str]:
    # A URL may be away when the service starts; a file that is not there stays so.
    for client in clients.clients:
        if client.jwks_file is not None:
            try:
                key_set = parse_key_set(_read_key_file(client.jwks_file))
            except KeySetUnavailable as error:
                yield f"the keys of {client.name} cannot be had: {error}"
            else:
                if not key_set.keys:
                    yield f"no key of {client.name} can be used: {'; '.join(key_set.faults) or 'there is none'}"


def _find_unsafe_settings(settings: Settings) -> Iterator[str]:
    if not settings.trusted_clients:
        yield f"{name_variable('trusted_clients')}: production needs the file of the clients that may call"
    if not settings.public_url:
        yield f"{name_variable('public_url')}: production needs the URL under which clients call"
    if not all(normalize_address(url).startswith("https://") for url in settings.public_url):
        yield f"{name_variable('public_url')}: in production, every URL must be https"
    if not settings.database_url:
        yield f"{name_variable('database_url')}: production needs a database of decisions, or the value none"
    for name in LISTED_BY_CLIENTS:
        if getattr(settings, name):
            yield f"{name_variable(name)}: in production, each trusted client lists its own"
    if not _can_write(_locate_replay_file(settings)):
        yield f"{name_variable('replay_file')}: the file cannot be written"


def _locate_replay_file(settings: Settings) -> Path:
    # The name is fixed, so that every worker of the host finds the same file.
    return Path(settings.replay_file or Path(gettempdir()) / "imatinib-cds-used-tokens.sqlite3")


def _can_write(path: Path) -> bool:
    try:
        with path.open("ab"):
            return True
    except OSError:
        return False


def create_authenticator(clients: TrustedClients, settings: Settings, now: Callable[[], float]) -> Authenticator:
    """Create what checks the tokens of these clients. ``now`` returns Unix seconds."""
    session = create_key_session(settings)
    return Authenticator(
        clients,
        {client.name: create_key_ring(client, session) for client in clients.clients},
        settings.public_url,
        SqliteReplayStore(_locate_replay_file(settings), log_events.log_replay_store_away),
        now,
    )


def create_key_session(settings: Settings) -> requests.Session:
    """Create the session by which key sets are fetched."""
    session = SessionWithoutRedirects()
    configure_outbound(session, settings)
    return session


def create_key_ring(client: Client, session: requests.Session) -> KeyRing:
    """Create the key ring of a client: from its file if it has one, else from its URL."""

    def report(faults: Sequence[str]) -> None:
        log_events.log_unusable_keys(client=client.name, faults=faults)

    if client.jwks_file is not None:
        return KeyRing(partial(_read_key_file, client.jwks_file), time.monotonic, report, renews=False)
    return KeyRing(KeySetFetch(client.jwks_url or "", session), time.monotonic, report, renews=True)


def _read_key_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeySetUnavailable(f"{path}: it cannot be read ({error.strerror})") from None
