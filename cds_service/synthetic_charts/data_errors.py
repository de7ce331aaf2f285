"""Errors of real charts, applied to any entry: the affected results must be excluded with a reason."""

from cds_service.synthetic_charts.entry import Entry, EntryContext, Resource


def mark_entered_in_error(entry: Entry) -> Entry:
    """Withdraw the results, as the laboratory does after an error."""
    return lambda context: [{**resource, "status": "entered-in-error"} for resource in entry(context)]


def remove_units(entry: Entry) -> Entry:
    """Drop the units of the results."""

    def remove_unit(resource: Resource) -> Resource:
        number = resource.get("valueQuantity")
        return {**resource, "valueQuantity": {"value": number["value"]}} if number else resource

    return lambda context: [remove_unit(resource) for resource in entry(context)]


def misfile_for_another_patient(entry: Entry) -> Entry:
    """File results of another patient in this chart."""

    def write_misfiled(context: EntryContext) -> list[Resource]:
        return [{**resource, "subject": {"reference": "Patient/somebody-else"}} for resource in entry(context)]

    return write_misfiled
