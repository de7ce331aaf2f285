"""The elements of an Observation that any mapping reads. A parser of its JSON may skip all others."""

from typing import Any, TypedDict


class ObservationFields(TypedDict, total=False):
    """An Observation with the elements that a mapping reads, unvalidated."""

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
    interpretation: Any
    hasMember: Any
    component: Any
