"""Tests about the code itself. Each failing message says what to do."""
