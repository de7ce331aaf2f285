"""The page around the tables of a report: one template for all, without anything from elsewhere."""

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined


def create_templates(package: str, folder: str) -> Environment:
    """Return the templates of a folder of a package, which may extend those that all reports share."""
    own, shared = PackageLoader(package, folder), PackageLoader("cds_service.reporting", "templates")
    return Environment(
        loader=ChoiceLoader([own, shared]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
