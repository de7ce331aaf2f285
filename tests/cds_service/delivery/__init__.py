"""Tests of delivery: modes, quiet periods, and what is held back."""
