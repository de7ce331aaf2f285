"""Tests of dates and of the immutability of the engine's values."""
