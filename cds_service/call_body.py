"""The body of a call: its members as plain JSON, and what was prefetched, read no further than it is looked at."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any, TypedDict

import msgspec

from cds_service import exact_json
from cds_service.exact_json import OtherShape, ShapeReader
from cds_service.glimpsed_bundle import glimpsed_page


class _Call(TypedDict, total=False):
    hook: Any
    hookInstance: Any
    fhirServer: Any
    fhirAuthorization: Any
    context: Any
    prefetch: dict[str, msgspec.Raw]


_CALL: ShapeReader[_Call] = ShapeReader(_Call)


@dataclass(frozen=True, slots=True)
class CallReader:
    """Reads calls of a service, given the type of resource that each prefetch key asks for, and the codes of ours."""

    asked: Mapping[str, str]
    codes: Set[str]

    def read(self, text: bytes) -> Any:
        """The JSON of a call; an answer may be a Page already. Raises NotJson.

        Whatever has another shape than a call has is read in full: others judge it.
        """
        try:
            call = _CALL.read(text)
        except OtherShape:
            return exact_json.read(text)
        sent = {name: each for name, each in call.get("prefetch", {}).items() if name in self.asked}
        return {**call, "prefetch": {name: self._answer(each, self.asked[name]) for name, each in sent.items()}}

    def _answer(self, text: msgspec.Raw, resource_type: str) -> Any:
        """What was sent under a key."""
        if resource_type == "Observation":
            try:
                return glimpsed_page(text, self.codes)
            except OtherShape:
                pass
        return exact_json.read(text)
