"""One module per revision, the oldest first by its number. A released revision is not changed."""
