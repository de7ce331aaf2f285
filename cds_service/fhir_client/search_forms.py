"""The forms that a search can take, from the table that integrators review: ``search_forms.toml`` (decision 0042)."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from cds_service.prefetch.keys import PrefetchKey

_BETWEEN_TOKENS = re.compile(r"(?<!\\)(?<!%5C),")


@dataclass(frozen=True, slots=True)
class Naming:
    """How a search names its patient."""

    parameter: str
    value: str

    def of(self, patient_id: str) -> str:
        """The parameter with the patient filled in."""
        return f"{self.parameter}={self.value.format(id=patient_id)}"


@dataclass(frozen=True, slots=True)
class SearchForm:
    """One form of the searches for a resource type: by which parameters beside the patient.

    ``codes`` is the most codes in one search, 0 for any number. ``counted``: it says how large a page should be.
    ``loses`` is what an answer may lack.
    """

    of: str
    by: tuple[str, ...]
    codes: int = 0
    counted: bool = True
    loses: str = ""

    def queries(self, key: PrefetchKey, patient: str) -> tuple[str, ...]:
        """The searches that answer a key in this form, relative to the server's base."""
        asked = _VALUES.get(self.of, {}) | _own_parameters(key)
        lists = [list(self._written(name, asked[name])) for name in self.by]
        queries = [f"{self.of}?{patient}"]
        for written in lists:
            queries = [f"{query}&{each}" for query in queries for each in written]
        return tuple(queries)

    def _written(self, name: str, tokens: str) -> Iterator[str]:
        """A parameter as often as it takes for no search to have too many codes."""
        listed = _BETWEEN_TOKENS.split(tokens)
        at_a_time = self.codes if name == "code" and self.codes else len(listed)
        for start in range(0, len(listed), at_a_time):
            yield f"{name}={','.join(listed[start : start + at_a_time])}"


@dataclass(frozen=True, slots=True)
class ServerRule:
    """What one kind of server is known to want of the searches for a resource type."""

    named: frozenset[str]
    of: str
    page: int = 0
    only_by: frozenset[str] = frozenset()


def _own_parameters(key: PrefetchKey) -> dict[str, str]:
    """The parameters of a key's template."""
    written = (each.partition("=") for each in key.query.partition("?")[2].split("&"))
    return {name: value for name, _, value in written}


def _rows(heading: str) -> Iterator[dict[str, Any]]:
    for row in _TABLE[heading]:
        yield {name: value for name, value in row.items() if name != "source"}


_TABLE = tomllib.loads((files("cds_service.fhir_client") / "search_forms.toml").read_text("utf-8"))
_VALUES: Mapping[str, dict[str, str]] = {
    kind: {row["parameter"]: ",".join(row["tokens"]) for row in _TABLE["values"] if row["of"] == kind}
    for kind in {row["of"] for row in _TABLE["values"]}
}
FORMS = tuple(SearchForm(**row | {"by": tuple(row["by"])}) for row in _rows("form"))
LARGEST_PAGES: Mapping[str, int] = {row["of"]: row["most"] for row in _rows("page")}
NAMINGS = tuple(Naming(**row) for row in _rows("naming"))
SERVER_RULES = tuple(
    ServerRule(**row | {"named": frozenset(row["named"]), "only_by": frozenset(row.get("only_by", ()))})
    for row in _rows("server")
)
