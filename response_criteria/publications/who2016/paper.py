"""The WHO classification of 2016."""

from response_criteria.model.citation import Work

PAPER = Work(
    id="who2016",
    label="WHO classification 2016, Blood 2016;127:2391",
    url="https://doi.org/10.1182/blood-2016-03-643544",
)
