"""Hematologic response as the label defines it for study 110, the founding paper's study."""

from response_criteria.citation import Work

LABEL = Work(
    id="study110",
    label="Gleevec (imatinib mesylate) US prescribing information, study 110",
    url="https://www.accessdata.fda.gov/scripts/cder/daf/index.cfm?event=overview.process&varApplNo=021335",
)
