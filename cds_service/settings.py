"""The settings of a site: environment variables that begin with IMATINIB_CDS_, read once at the start."""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import ip_network
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from cards import Detail
from cds_service.delivery.modes import Mode
from cds_service.fhir_client.base_url import FhirBaseUrl
from cds_service.prefetch.keys import OPTIONAL_KEYS

PREFIX = "IMATINIB_CDS_"
ANY_ORIGIN = "*"

TextList = Annotated[tuple[str, ...], NoDecode]
"""Several values in one variable, separated by spaces or commas."""


class InvalidSettingsError(ValueError):
    """All problems with the settings at once, each with the name of its variable."""


class Profile(StrEnum):
    """How much the service trusts its clients."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class PrefetchMode(StrEnum):
    """Which prefetch keys discovery announces."""

    ALL = "all"
    GATE = "gate"


class Settings(BaseSettings):
    """Every setting with its default and description. deploy/example.env and docs/integrating.md repeat both."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    profile: Profile = Field(
        default=Profile.PRODUCTION,
        description="development (open, for testing) or production (authenticated clients, https only)",
    )
    trusted_clients: str = Field(
        default="", description="TOML file of the clients that may call, with their keys; needed in production"
    )
    public_url: TextList = Field(
        default=(),
        description="URLs under which clients call the service, without a path of a service; needed in production",
    )
    database_url: str = Field(
        default="",
        repr=False,
        description="database of decisions (sqlite:///FILE or postgresql://USER@HOST/NAME), or none to keep nothing; "
        "needed in production; in development imatinib-cds.sqlite3 where the service was started",
    )
    pseudonym_keys: str = Field(
        default="",
        repr=False,
        description="list of id:key with keys of 32 bytes or more, for the pseudonyms in the database; the first "
        "writes, all read; production needs them with a database",
    )
    pseudonym_keys_file: str = Field(default="", description="file with the pseudonym keys, in place of the setting")
    journal: str = Field(
        default="",
        description="folder in which rows are safe before they reach the database; by default next to an SQLite "
        "database, else imatinib-cds-journal where the service was started",
    )
    journal_mib: int = Field(
        default=256, ge=1, description="size of the journal of one host, in MiB; beyond it rows are lost and counted"
    )
    mode: Mode = Field(
        default=Mode.LIVE,
        description="live; shadow: every call is assessed and recorded, and nothing is shown; off: likewise, and not "
        "counted in reports",
    )
    quiet_periods: str = Field(
        default="",
        description="TOML file of how long an answered finding is held back; its members replace those of "
        "cds_service/delivery/quiet_periods.toml",
    )
    keep_comments: bool = Field(
        default=False, description="true: keep the comments of clinicians on cards, which may identify somebody"
    )
    retention_days: int = Field(
        default=730, ge=1, description="days after which imatinib-cds ledger purge deletes decisions and feedback"
    )
    comment_retention_days: int = Field(
        default=90, ge=1, description="days after which imatinib-cds ledger purge removes comments of clinicians"
    )
    keep_references: bool = Field(
        default=False, description="true: keep the references of evidence in the clear, not as pseudonyms"
    )
    replay_file: str = Field(
        default="",
        description="file in which the workers of this host share which tokens were used; by default a temporary one",
    )
    fhir_servers: TextList = Field(
        default=(),
        description="in development: base URLs of FHIR servers that may be read from, besides those on this machine",
    )
    cors_origins: TextList = Field(
        default=(), description="in development: web origins whose pages may call the service; any, if none is listed"
    )
    concept_maps: TextList = Field(
        default=(), description="FHIR ConceptMap files that map the site's local codes to standard codes"
    )
    local_units: str = Field(default="", description="CSV file that maps the site's local units to UCUM units")
    card_detail: Detail = Field(
        default=Detail.BRIEF,
        description="how much a card shows: brief (what is read in 20 to 40 seconds) or full (the whole report)",
    )
    timezone: ZoneInfo = Field(
        default=ZoneInfo("UTC"), description="the site's time zone, which determines today's date"
    )
    time_budget_s: float = Field(default=5, gt=0, le=60, description="seconds that one hook call may take in total")
    max_body_mib: int = Field(
        default=32, ge=1, description="largest call, and largest response of a FHIR server, in MiB"
    )
    fhir_connections: int = Field(default=12, ge=1, le=64, description="concurrent FHIR queries of one call")
    fhir_server_connections: int = Field(
        default=24, ge=1, description="concurrent FHIR queries of one process to one server"
    )
    fhir_page_size: int = Field(
        default=500, ge=1, description="results per page to request; a FHIR server may return fewer"
    )
    fhir_max_pages: int = Field(
        default=50, ge=1, description="pages to read of one query; a query with more counts as failed"
    )
    ca_bundle: str = Field(
        default="",
        description="file of certificate authorities that FHIR servers and key URLs are checked against; "
        "else the usual ones",
    )
    client_cert: str = Field(
        default="", description="file with the certificate and key that the service shows to FHIR servers and key URLs"
    )
    outbound_proxy: str = Field(
        default="", description="URL of the proxy through which FHIR servers and key URLs are reached"
    )
    prefetch_count: int = Field(
        default=200, ge=0, description="results per page that the prefetch templates ask for; 0 leaves it to the client"
    )
    prefetch: PrefetchMode = Field(
        default=PrefetchMode.ALL,
        description="all, or gate: "
        "patient, conditions and medications only, and the rest from fhirServer if they show CML",
    )
    keys_not_offered: TextList = Field(
        default=(),
        description="optional prefetch keys that the site does not have; they are not asked for, and open no card",
    )
    host: str = Field(default="127.0.0.1", description="address to listen on; 0.0.0.0 for all")
    port: int = Field(default=8000, ge=1, le=65535, description="port to listen on")
    workers: int = Field(default=2, ge=1, description="processes that answer calls")
    threads: int = Field(default=16, ge=2, description="concurrent calls of one process")
    keep_alive_s: int = Field(
        default=75,
        ge=0,
        description="seconds for which an idle connection stays open; longer than a load balancer keeps its own",
    )
    max_requests: int = Field(
        default=20_000, ge=0, description="requests after which a process is replaced, give or take a tenth; 0: never"
    )
    trusted_proxies: TextList = Field(
        default=(),
        description="addresses or networks of proxies whose X-Request-Start says when a call arrived, and whose "
        "X-Forwarded-For says from whom",
    )

    @field_validator(
        "fhir_servers",
        "cors_origins",
        "concept_maps",
        "public_url",
        "trusted_proxies",
        "keys_not_offered",
        mode="before",
    )
    @classmethod
    def _split_list(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("fhir_servers")
    @classmethod
    def _parse_servers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(FhirBaseUrl.parse(url)) for url in value)

    @field_validator("trusted_proxies")
    @classmethod
    def _check_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ip_network(address)) for address in value)

    @field_validator("keys_not_offered")
    @classmethod
    def _check_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not set(value) <= set(OPTIONAL_KEYS):
            raise ValueError(f"these prefetch keys may be named: {', '.join(OPTIONAL_KEYS)}")
        return value

    @property
    def is_open(self) -> bool:
        """Whether the service answers anybody, as in the development profile."""
        return self.profile is Profile.DEVELOPMENT

    @property
    def web_origins(self) -> tuple[str, ...]:
        """The web origins allowed by CORS."""
        return self.cors_origins or ((ANY_ORIGIN,) if self.is_open else ())


def read_settings(**options: Any) -> Settings:
    """Read the settings of this process. Options of the command line override the environment; None is no option.

    Raises InvalidSettingsError.
    """
    # A misspelled variable is an error too: otherwise the default would be used silently.
    problems = list(_find_unknown_variables())
    try:
        settings = Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        problems += [
            _format_problem(str(problem["loc"][0]), problem["msg"]) for problem in error.errors(include_url=False)
        ]
    if problems:
        raise InvalidSettingsError("; ".join(problems))
    return settings


def _format_problem(field: str, message: str) -> str:
    return f"{name_variable(field)}: {message.removeprefix('Value error, ')}"


def name_variable(field: str) -> str:
    """Return the environment variable of a setting."""
    return f"{PREFIX}{field.upper()}"


def _find_unknown_variables() -> Iterator[str]:
    variables = [name_variable(field) for field in Settings.model_fields]
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in variables:
            similar = get_close_matches(name.upper(), variables, n=1)
            yield f"{name}: no such setting" + (f" (did you mean {similar[0]}?)" if similar else "")
