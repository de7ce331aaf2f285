"""Programs of the project: they write generated files."""
