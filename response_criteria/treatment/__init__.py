"""Imatinib treatment: orders and doses, exposure and gaps, courses, and the current TKI."""
