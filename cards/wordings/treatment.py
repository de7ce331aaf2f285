"""Treatment with imatinib: start, doses, orders."""

# fmt: off
STARTED = "Imatinib documented since {on}."
ESCALATED = "Dose escalated on {on}."
CURRENT_DOSE = "Current dose: {dose} mg/day."
CURRENT_DOSE_UNKNOWN = "Current dose: unknown."
ORDERED = "Active order: {orders}."
DOSE = "{starts} to {ends}: {dose}"
DOSE_MG = "{mg} mg/day"
DOSE_NOT_KNOWN = "dose unknown"
ONGOING = "today"
# fmt: on
