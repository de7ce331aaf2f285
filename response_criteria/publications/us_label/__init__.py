"""The US prescribing information of imatinib: what it says today, as context, and the limits under which it holds it.

It never decides a dose step; where it differs from the founding paper's protocol, both are said.
"""

from response_criteria.model.citation import Work

LABEL = Work(
    id="us-label",
    label="Gleevec (imatinib mesylate) US prescribing information",
    url="https://www.accessdata.fda.gov/drugsatfda_docs/label/2022/021588s062lbl.pdf",
)
