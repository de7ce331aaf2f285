"""The recommendations of the European LeukemiaNet (ELN) of 2013."""

from response_criteria.model.citation import Work

PAPER = Work(
    id="eln2013",
    label="European LeukemiaNet 2013, Blood 2013;122:872",
    url="https://doi.org/10.1182/blood-2013-05-501569",
)
