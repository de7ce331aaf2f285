"""Tests of the handbook as the service shows it."""
