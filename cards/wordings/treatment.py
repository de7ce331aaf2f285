"""What is said of the treatment with imatinib: since when, which doses, by which orders."""

# fmt: off
STARTED = "Imatinib documented since {on}."
RAISED = "Dose raised on {on}."
CURRENT_DOSE = "Current dose: {dose} mg/day."
CURRENT_DOSE_UNKNOWN = "Current dose: not known."
ORDERED = "In force: {orders}."
DOSE = "{starts} to {ends}: {dose}"
DOSE_MG = "{mg} mg/day"
DOSE_NOT_KNOWN = "dose not known"
ONGOING = "today"
# fmt: on
