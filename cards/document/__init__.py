"""The assessment as a JSON document, with its schema."""
