"""What we emit is valid FHIR R4: built and checked with the R4B models, then plain JSON."""

import json
from typing import Any

Json = dict[str, Any]


def checked(model: Any, built: Json) -> Json:
    """The resource without its empty members. Raises ValidationError where it is not what the model describes."""
    present = {name: value for name, value in built.items() if value}
    resource: Json = json.loads(model.model_validate(present).model_dump_json())
    return resource
