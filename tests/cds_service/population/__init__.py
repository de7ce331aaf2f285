"""Tests of the screening of a population."""
