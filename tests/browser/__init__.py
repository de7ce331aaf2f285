"""The demonstration page in a real browser."""
