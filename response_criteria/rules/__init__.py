"""Building blocks of rules: bands of values, tables of grades, and dose steps."""
