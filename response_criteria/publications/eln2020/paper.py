"""The recommendations of the European LeukemiaNet (ELN) of 2020."""

from response_criteria.model.citation import Work

PAPER = Work(
    id="eln2020",
    label="European LeukemiaNet 2020, Leukemia 2020;34:966",
    url="https://doi.org/10.1038/s41375-020-0776-2",
)
