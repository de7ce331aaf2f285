"""The chart of one patient: its resources by origin, whom they are about, and which results are missing."""
