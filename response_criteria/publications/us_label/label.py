"""The US prescribing information of imatinib."""

from response_criteria.model.citation import Work

LABEL = Work(
    id="us-label",
    label="Gleevec (imatinib mesylate) US prescribing information",
    url="https://www.accessdata.fda.gov/drugsatfda_docs/label/2022/021588s062lbl.pdf",
)
