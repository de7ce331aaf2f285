"""What we emit is valid FHIR R4: checked with the R4B models, and sent as it was built."""

from typing import Any

from pydantic import BaseModel

Json = dict[str, Any]


def checked(model: type[BaseModel], built: Json) -> Json:
    """The resource without its empty members. Raises ValidationError where it is not what the model describes."""
    present = {name: value for name, value in built.items() if value}
    model.model_validate(present)
    return {"resourceType": model.__name__, **present}
