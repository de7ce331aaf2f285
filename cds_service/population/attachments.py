"""Attachments: scanned reports and pictures inside resources, which may be many megabytes and are never read."""

import re

# Base64 of this length or more is no measured value: the samples of a curve, which share the name, contain blanks.
_ATTACHMENT = re.compile(rb'("data"\s*:\s*")(?:[A-Za-z0-9+/=]|\\/){256,}(")')


def drop_attachment_data(line: bytes) -> bytes:
    """Return a line without the data of its attachments; what describes them stays."""
    return _ATTACHMENT.sub(rb"\1\2", line) if b'"data"' in line else line
