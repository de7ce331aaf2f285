"""JSON on standard output or in files."""

from typing import Any

from cds_service import decimal_json


def format_json(value: Any) -> bytes:
    """Format a value as indented JSON in UTF-8."""
    return decimal_json.encode_utf8(decimal_json.write(value, indent=2))
