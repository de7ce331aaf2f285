"""The members of an Observation that are read here. Who reads its text may leave out all others."""

from typing import Any, TypedDict


class ObservationMembers(TypedDict, total=False):
    """An Observation as far as any mapping looks into it, each member as it came."""

    resourceType: Any
    id: Any
    meta: Any
    contained: Any
    modifierExtension: Any
    identifier: Any
    status: Any
    code: Any
    subject: Any
    focus: Any
    effectiveDateTime: Any
    effectivePeriod: Any
    effectiveTiming: Any
    effectiveInstant: Any
    issued: Any
    valueQuantity: Any
    valueCodeableConcept: Any
    valueString: Any
    valueBoolean: Any
    valueInteger: Any
    valueRange: Any
    valueRatio: Any
    valueSampledData: Any
    valueTime: Any
    valueDateTime: Any
    valuePeriod: Any
    dataAbsentReason: Any
    bodySite: Any
    method: Any
    specimen: Any
    referenceRange: Any
    hasMember: Any
    component: Any
