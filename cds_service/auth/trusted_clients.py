"""The file of trusted clients (TOML): who may call, with which keys, and what each may do (contract section 6)."""

import tomllib
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from cds_service.auth.audience import normalize_address
from cds_service.auth.errors import TrustedClientsError

SANDBOX_ISSUER = "https://sandbox.cds-hooks.org"
"""The public CDS Hooks Sandbox. Its private key is public: whoever likes can sign as it."""


def _as_address(value: str) -> str:
    address = normalize_address(value)
    if not address:
        raise ValueError("is not an http(s) address")
    return address


def _as_https(value: str) -> str:
    address = _as_address(value)
    if not address.startswith("https://"):
        raise ValueError("is not https")
    return address


def _as_origin(value: str) -> str:
    address = _as_https(value)
    if urlsplit(address).path:
        raise ValueError("is not an origin: a scheme, a host and perhaps a port, without a path")
    return address


Address = Annotated[str, AfterValidator(_as_address)]
HttpsAddress = Annotated[str, AfterValidator(_as_https)]
Origin = Annotated[str, AfterValidator(_as_origin)]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class Client(BaseModel):
    """One EHR that may call, as the site has registered it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    issuer: Annotated[str, Field(min_length=1, max_length=255)]
    jwks_file: Path | None = None
    jwks_url: HttpsAddress | None = None
    fhir_servers: tuple[HttpsAddress, ...] = ()
    tenants: tuple[str, ...] = ()
    audiences: tuple[Address, ...] = ()
    web_origins: tuple[Origin, ...] = ()
    timezone: ZoneInfo | None = None
    calls_per_minute: Annotated[int, Field(ge=1)] | None = None
    mode: Literal["live", "shadow", "off"] = "live"
    shadow_criteria: tuple[str, ...] = ()
    shadow_actions: tuple[str, ...] = ()
    off_criteria: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_keys(self) -> "Client":
        if self.jwks_file is None and self.jwks_url is None:
            raise ValueError("needs jwks_file or jwks_url: without keys no token can be checked")
        return self


class TrustedClients:
    """The clients of a site, by their issuer."""

    def __init__(self, clients: Iterable[Client]) -> None:
        self.clients = tuple(clients)
        self._by_issuer = {client.issuer: client for client in self.clients}

    def of_issuer(self, issuer: str) -> Client | None:
        """The client whose tokens name that issuer, character for character."""
        return self._by_issuer.get(issuer)

    @property
    def web_origins(self) -> frozenset[str]:
        """Every web origin that some client lists: what a pre-flight, which carries no token, is answered by."""
        return frozenset(origin for client in self.clients for origin in client.web_origins)


def read_trusted_clients(path: Path, *, production: bool) -> TrustedClients:
    """Read the file. Raises TrustedClientsError, which names all that is wrong with it at once.

    A relative ``jwks_file`` is taken from the folder of the file.
    """
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise TrustedClientsError(f"{path}: it cannot be read ({fault.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise TrustedClientsError(f"{path}: it is not TOML ({fault})") from None
    entries = document.get("client")
    unknown = [f"{path}: no such table: {name}" for name in document if name != "client"]
    if not isinstance(entries, list) or not entries:
        raise TrustedClientsError(*unknown, f"{path}: it lists no [[client]]")
    clients, faults = _parse_all(entries, path)
    faults += unknown + [f"{path}: {fault}" for fault in _conflicts(clients, production=production)]
    if faults:
        raise TrustedClientsError(*faults)
    return TrustedClients(clients)


def _parse_all(entries: list[Any], path: Path) -> tuple[list[Client], list[str]]:
    clients: list[Client] = []
    faults: list[str] = []
    for number, entry in enumerate(entries, 1):
        try:
            client = Client.model_validate(entry)
        except ValidationError as fault:
            faults += [f"{path}: client {number}, {_describe(error)}" for error in fault.errors(include_url=False)]
        else:
            clients.append(client.model_copy(update={"jwks_file": _resolve(path, client.jwks_file)}))
    return clients, faults


def _describe(error: Any) -> str:
    place = ".".join(map(str, error["loc"]))
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        similar = get_close_matches(place, Client.model_fields, n=1)
        message = "no such member" + (f" (did you mean {similar[0]}?)" if similar else "")
    return f"{place}: {message}" if place else message


def _resolve(path: Path, named: Path | None) -> Path | None:
    return None if named is None else path.parent / named


def _conflicts(clients: list[Client], *, production: bool) -> Iterator[str]:
    for member in ("name", "issuer"):
        values = [getattr(client, member) for client in clients]
        yield from (
            f"the {member} {value!r} is given twice" for value in sorted({v for v in values if values.count(v) > 1})
        )
    if production and any(normalize_address(client.issuer) == SANDBOX_ISSUER for client in clients):
        yield f"the issuer {SANDBOX_ISSUER} is not for production: its private key is public"
