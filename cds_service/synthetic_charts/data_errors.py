"""What goes wrong in real charts, done to any entry: results that must be set aside, each with its reason."""

from cds_service.synthetic_charts.page import Entry, Page, Resource


def entered_in_error(entry: Entry) -> Entry:
    """The results were withdrawn by the laboratory."""
    return lambda page: [{**resource, "status": "entered-in-error"} for resource in entry(page)]


def without_units(entry: Entry) -> Entry:
    """The numbers came without units."""

    def unitless(resource: Resource) -> Resource:
        number = resource.get("valueQuantity")
        return {**resource, "valueQuantity": {"value": number["value"]}} if number else resource

    return lambda page: [unitless(resource) for resource in entry(page)]


def of_another_patient(entry: Entry) -> Entry:
    """The results belong to somebody else and were filed here."""

    def misfiled(page: Page) -> list[Resource]:
        return [{**resource, "subject": {"reference": "Patient/somebody-else"}} for resource in entry(page)]

    return misfiled
