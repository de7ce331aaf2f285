"""Hematologic, cytogenetic and molecular responses of a course, and the response to a dose escalation."""
