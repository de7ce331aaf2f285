"""The founding paper's patients rebuilt as charts, assessed, and compared with its printed tables (decision 0030).

    paper tables ──► cohort ──► charts (FHIR Bundles) ──► assessments ──► differences ──► report, document

The charts contain the figures that the paper prints for a patient or a group. Its conclusions are used only afterwards,
for the comparison with the program's.
"""
