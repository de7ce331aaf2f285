"""The forms that a search can take, from the table that integrators review: ``search_forms.toml`` (decision 0042)."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from cds_service.prefetch.keys import PrefetchKey

# A comma separates tokens unless it is escaped: FHIR escapes it as "\,", in a URL "%5C,".
_TOKEN_SEPARATOR = re.compile(r"(?<!\\)(?<!%5C),")


@dataclass(frozen=True, slots=True)
class PatientParameter:
    """One way to name the patient in a search: a search parameter and the format of its value."""

    parameter: str
    value: str

    def format(self, patient_id: str) -> str:
        """Return the query parameter for a patient."""
        return f"{self.parameter}={self.value.format(id=patient_id)}"


@dataclass(frozen=True, slots=True)
class SearchForm:
    """One form of the searches for a resource type. The fields are explained in ``search_forms.toml``."""

    resource_type: str
    parameters: tuple[str, ...]
    max_codes: int = 0  # 0: any number
    sends_page_size: bool = True
    possible_loss: str = ""

    def build_queries(self, key: PrefetchKey, patient: str) -> tuple[str, ...]:
        """Build the searches that answer a prefetch key in this form, relative to the server's base URL."""
        tokens = _TOKENS.get(self.resource_type, {}) | _parse_parameters(key)
        queries = [f"{self.resource_type}?{patient}"]
        for name in self.parameters:
            parts = list(self._split_parameter(name, tokens[name]))
            queries = [f"{query}&{part}" for query in queries for part in parts]
        return tuple(queries)

    def _split_parameter(self, name: str, value: str) -> Iterator[str]:
        """Yield the parameter in parts, so that no search has more than ``max_codes`` codes."""
        tokens = _TOKEN_SEPARATOR.split(value)
        part_size = self.max_codes if name == "code" and self.max_codes else len(tokens)
        for start in range(0, len(tokens), part_size):
            yield f"{name}={','.join(tokens[start : start + part_size])}"


@dataclass(frozen=True, slots=True)
class ServerRule:
    """A known limit of one kind of server, for the searches of one resource type."""

    software_names: frozenset[str]
    resource_type: str
    max_page_size: int = 0  # 0: no limit known
    needs_one_of: frozenset[str] = frozenset()


def _parse_parameters(key: PrefetchKey) -> dict[str, str]:
    """Parse the parameters of a key's template."""
    parameters = (parameter.partition("=") for parameter in key.query.partition("?")[2].split("&"))
    return {name: value for name, _, value in parameters}


def _read_rows(heading: str) -> Iterator[dict[str, Any]]:
    for row in _TABLE[heading]:
        yield {name: value for name, value in row.items() if name != "source"}


_TABLE = tomllib.loads((files("cds_service.fhir_client") / "search_forms.toml").read_text("utf-8"))
_TOKENS: Mapping[str, dict[str, str]] = {
    resource_type: {
        row["parameter"]: ",".join(row["tokens"]) for row in _TABLE["values"] if row["resource_type"] == resource_type
    }
    for resource_type in {row["resource_type"] for row in _TABLE["values"]}
}
FORMS = tuple(SearchForm(**row | {"parameters": tuple(row["parameters"])}) for row in _read_rows("form"))
MAX_PAGE_SIZES: Mapping[str, int] = {row["resource_type"]: row["max_page_size"] for row in _read_rows("page")}
PATIENT_PARAMETERS = tuple(PatientParameter(**row) for row in _read_rows("patient_parameter"))
SERVER_RULES = tuple(
    ServerRule(
        **row
        | {
            "software_names": frozenset(row["software_names"]),
            "needs_one_of": frozenset(row.get("needs_one_of", ())),
        }
    )
    for row in _read_rows("server")
)
