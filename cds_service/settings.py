"""What a site can set: environment variables that begin with IMATINIB_CDS_, read once, at the start."""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from cds_service.fhir_client.base_url import FhirAddress

PREFIX = "IMATINIB_CDS_"
ANY_ORIGIN = "*"

Words = Annotated[tuple[str, ...], NoDecode]
"""Several values in one variable, separated by spaces or commas."""


class SettingsUnusable(ValueError):
    """Every problem with the settings at once, each with the name of its variable."""


class Profile(StrEnum):
    """How much the service trusts what is around it."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Every setting, its default, and what it means. Each is described in deploy/example.env in the same words."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    profile: Profile = Field(
        default=Profile.PRODUCTION,
        description="development (open, for trying it out) or production (authenticated clients, https only)",
    )
    fhir_servers: Words = Field(
        default=(), description="FHIR servers that may be read from, by base URL; in development also this machine"
    )
    cors_origins: Words = Field(
        default=(),
        description="web origins whose pages may call the service; in development any, unless some are named",
    )
    concept_maps: Words = Field(
        default=(), description="FHIR ConceptMap files that say which of our codes the site's own codes stand for"
    )
    local_units: str = Field(
        default="", description="a file that says which UCUM units the site's own spellings stand for"
    )
    timezone: ZoneInfo = Field(
        default=ZoneInfo("UTC"), description="the site's time zone, which decides what day it is"
    )
    time_budget_s: float = Field(default=5, gt=0, le=60, description="seconds that one hook call may take as a whole")
    max_body_mib: int = Field(default=32, ge=1, description="largest call, and largest answer of a FHIR server, in MiB")
    fhir_connections: int = Field(
        default=12, ge=1, le=64, description="FHIR queries that one call may have under way at a time"
    )
    fhir_server_connections: int = Field(
        default=24, ge=1, description="FHIR queries that one process may have under way at one server at a time"
    )
    fhir_page_size: int = Field(
        default=500, ge=1, description="results per page to ask of a FHIR server; it may give fewer"
    )
    fhir_max_pages: int = Field(
        default=50, ge=1, description="pages of one query that are read before it counts as unread"
    )
    host: str = Field(default="127.0.0.1", description="address to listen on; 0.0.0.0 for all")
    port: int = Field(default=8000, ge=1, le=65535, description="port to listen on")
    workers: int = Field(default=2, ge=1, description="processes that answer calls")
    threads: int = Field(default=16, ge=2, description="calls that one process answers at a time")

    @field_validator("fhir_servers", "cors_origins", "concept_maps", mode="before")
    @classmethod
    def _separate(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("fhir_servers")
    @classmethod
    def _are_servers(cls, value: tuple[str, ...], known: ValidationInfo) -> tuple[str, ...]:
        servers = [FhirAddress.parse(each) for each in value]
        if _in_production(known) and not all(each.is_https for each in servers):
            raise ValueError("in production every FHIR server is https")
        return tuple(str(each) for each in servers)

    @field_validator("cors_origins")
    @classmethod
    def _are_named(cls, value: tuple[str, ...], known: ValidationInfo) -> tuple[str, ...]:
        if _in_production(known) and ANY_ORIGIN in value:
            raise ValueError("in production every web origin is named")
        return value

    @property
    def is_open(self) -> bool:
        """Whether the profile is the one for trying things out."""
        return self.profile is Profile.DEVELOPMENT

    @property
    def web_origins(self) -> tuple[str, ...]:
        """The origins that CORS lets in."""
        return self.cors_origins or ((ANY_ORIGIN,) if self.is_open else ())


def read_settings(**given: Any) -> Settings:
    """The settings of this process; what is given (on the command line) goes before the environment.

    Raises SettingsUnusable, also for a variable with our prefix that is not a setting: a typing error in a name would
    otherwise silently leave the default in place.
    """
    problems = list(_unknown_variables())
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        problems += [_problem(str(each["loc"][0]), each["msg"]) for each in error.errors(include_url=False)]
    if problems:
        raise SettingsUnusable("; ".join(problems))
    return settings


def _in_production(known: ValidationInfo) -> bool:
    return known.data.get("profile") is Profile.PRODUCTION


def _problem(field: str, says: str) -> str:
    return f"{_variable(field)}: {says.removeprefix('Value error, ')}"


def _variable(field: str) -> str:
    return f"{PREFIX}{field.upper()}"


def _unknown_variables() -> Iterator[str]:
    known = [_variable(field) for field in Settings.model_fields]
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = get_close_matches(name.upper(), known, n=1)
            yield f"{name}: no such setting" + (f" (is {near[0]} meant?)" if near else "")
