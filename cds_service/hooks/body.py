"""Decoding the body of a call. The envelope becomes plain JSON; prefetched results are parsed lazily."""

from collections.abc import Mapping, Set
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from cds_service import decimal_json
from cds_service.decimal_json import ShapeMismatch, ShapeReader
from cds_service.prefetch.lazy_bundle import BundleText, parse_lazily

_MEMBERS = ("hook", "hookInstance", "fhirServer", "fhirAuthorization", "context")


class CallBodyReader:
    """Decodes the calls of one hook.

    ``resource_types`` is the resource type of each prefetch key, ``codes`` the codes of the relevant results.
    """

    def __init__(self, resource_types: Mapping[str, str], codes: Set[str]) -> None:
        # Prefetch keys have hyphens; the fields of a struct cannot.
        self._keys = {f"key_{number}": key for number, key in enumerate(resource_types)}
        self._codes = codes
        fields = ((field, _choose_shape(resource_types[key]), UNSET) for field, key in self._keys.items())
        prefetch = msgspec.defstruct("Prefetch", fields, rename=self._keys)
        members = [(name, Any, UNSET) for name in _MEMBERS]
        self._call: ShapeReader[Any] = ShapeReader(msgspec.defstruct("Call", [*members, ("prefetch", prefetch, UNSET)]))

    def read(self, text: bytes) -> Any:
        """Decode a call; prefetched values may already be a SearchResult. Raises InvalidJsonError."""
        try:
            call = self._call.read(text)
            sent = {} if call.prefetch is UNSET else self._get_members(call.prefetch, self._keys)
            prefetch = {key: self._parse_value(value) for key, value in sent.items()}
        except ShapeMismatch:
            # Not shaped like a call: decode it as plain JSON, so that the schema can say what is wrong.
            return decimal_json.read(text)
        return {**self._get_members(call, {name: name for name in _MEMBERS}), "prefetch": prefetch}

    def _get_members(self, struct: Any, names: Mapping[str, str]) -> dict[str, Any]:
        """Return the members that are present, by their JSON names."""
        members = ((name, getattr(struct, field)) for field, name in names.items())
        return {name: value for name, value in members if value is not UNSET}

    def _parse_value(self, value: msgspec.Raw | BundleText | None) -> Any:
        """Parse the value of a key. Raises InvalidJsonError, and ShapeMismatch if the value is needed in full."""
        if value is None or isinstance(value, msgspec.Raw):
            return None if value is None else decimal_json.read(value)
        if value.resourceType == "OperationOutcome":
            return {"resourceType": value.resourceType}
        if value.resourceType != "Bundle":
            raise ShapeMismatch
        return parse_lazily(value, self._codes)


def _choose_shape(resource_type: str) -> Any:
    # Only Observations are numerous enough for lazy parsing to pay (decision 0045).
    return (BundleText | None if resource_type == "Observation" else msgspec.Raw) | UnsetType
