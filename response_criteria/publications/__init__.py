"""The publications whose rules this service applies or shows, one package for each edition.

A new edition is a new package that offers a ``PUBLICATION``, and one line in the list below. The handbook and the text
of the edition print whatever the list holds.
"""

from response_criteria.publications import eln2013, eln2020, kantarjian2003, study110, us_label, who2016
from response_criteria.publications.publication import Publication

__all__ = ["PUBLICATIONS", "Publication"]

PUBLICATIONS: tuple[Publication, ...] = (
    kantarjian2003.PUBLICATION,
    study110.PUBLICATION,
    eln2020.PUBLICATION,
    eln2013.PUBLICATION,
    who2016.PUBLICATION,
    us_label.PUBLICATION,
)
"""Those that decide on dose escalation first, then those shown for information, in the order of the handbook."""
