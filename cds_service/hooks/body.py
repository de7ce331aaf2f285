"""The body of a call: its members as plain JSON, and what was prefetched, read no further than it is looked at."""

from collections.abc import Mapping, Set
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from cds_service import decimal_json
from cds_service.decimal_json import OtherShape, ShapeReader
from cds_service.prefetch.lazy_bundle import BundleText, glimpsed_page

_MEMBERS = ("hook", "hookInstance", "fhirServer", "fhirAuthorization", "context")


class CallReader:
    """Reads calls of a service, given the type of resource that each prefetch key asks for, and the codes of ours."""

    def __init__(self, asked: Mapping[str, str], codes: Set[str]) -> None:
        self._fields = {f"answer_{number}": key for number, key in enumerate(asked)}
        self._codes = codes
        kinds = ((field, _shape_of(asked[key]), UNSET) for field, key in self._fields.items())
        prefetch = msgspec.defstruct("Prefetch", kinds, rename=self._fields)
        members = [(name, Any, UNSET) for name in _MEMBERS]
        self._call: ShapeReader[Any] = ShapeReader(msgspec.defstruct("Call", [*members, ("prefetch", prefetch, UNSET)]))

    def read(self, text: bytes) -> Any:
        """The JSON of a call; an answer may be a Page already. Raises NotJson.

        Whatever has another shape than a call has is read in full: others judge it.
        """
        try:
            call = self._call.read(text)
            sent = {} if call.prefetch is UNSET else self._stated(call.prefetch, self._fields)
            answers = {name: self._answer(each) for name, each in sent.items()}
        except OtherShape:
            return decimal_json.read(text)
        return {**self._stated(call, {name: name for name in _MEMBERS}), "prefetch": answers}

    def _stated(self, read: Any, names: Mapping[str, str]) -> dict[str, Any]:
        """The members that are there, by their names in the text."""
        members = ((name, getattr(read, field)) for field, name in names.items())
        return {name: each for name, each in members if each is not UNSET}

    def _answer(self, sent: msgspec.Raw | BundleText | None) -> Any:
        """What was sent under a key. Raises OtherShape where its text is needed, and NotJson."""
        if sent is None or isinstance(sent, msgspec.Raw):
            return None if sent is None else decimal_json.read(sent)
        if sent.resourceType == "OperationOutcome":
            return {"resourceType": sent.resourceType}
        if sent.resourceType != "Bundle":
            raise OtherShape
        return glimpsed_page(sent, self._codes)


def _shape_of(resource_type: str) -> Any:
    """Results are so many that those about something else stay text."""
    return (BundleText | None if resource_type == "Observation" else msgspec.Raw) | UnsetType
