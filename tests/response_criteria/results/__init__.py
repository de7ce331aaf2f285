"""Tests of blood counts by day, cytogenetic analyses, and the evidence of findings."""
