"""What every fact about a patient has: a date, an opaque origin, and the value as reported.

The engine does not interpret an origin; it returns it with each finding.
"""

from typing import NewType, Protocol

from response_criteria.model.periods import PartialDate

Origin = NewType("Origin", str)
"""What the caller needs to find the source again, such as ``Observation/123``."""


class Fact(Protocol):
    """A fact about the patient."""

    # Facts are named tuples, since a chart yields thousands of them and tuples are the fastest to build.

    @property
    def on(self) -> PartialDate:
        """When the sample was taken."""

    @property
    def origin(self) -> Origin:
        """The resource it was read from."""

    @property
    def reported(self) -> str:
        """The value as the chart has it, with its unit. It is untrusted text: escape it before use in markup."""

    @property
    def sequence(self) -> str:
        """The order of results of one day; compared as text, the later is greater."""
