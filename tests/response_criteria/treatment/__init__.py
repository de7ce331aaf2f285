"""Tests of orders and doses, courses, and the current TKI."""
