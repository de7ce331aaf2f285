"""Values that exist nowhere but in the traffic of a test, and the search for them."""

import re
from base64 import b64encode
from pathlib import Path

MARK = "zqmark"
"""Every marked value begins so."""
BIRTH_DATE = "1951-03-07"


def mark(name: str) -> str:
    """Return the marked value of a name."""
    return f"{MARK}{name}"


def find_marks(text: bytes) -> list[str]:
    """Find marked values in a text: as they are, in hexadecimal or in base64."""
    found = [match.decode() for match in _PLAIN.findall(text)]
    return found + [match.decode() for match in _ENCODED.findall(text)]


def find_marks_in_files(folder: Path) -> dict[str, list[str]]:
    """Find marked values in the names and the contents of all files below a folder."""
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found = {str(path): find_marks(str(path.relative_to(folder)).encode() + content) for path, content in files.items()}
    return {name: marks for name, marks in found.items() if marks}


def _encode_in_base64(offset: int) -> str:
    """Encode the mark as it stands in base64 after so many other bytes, without the characters that they change."""
    bits = 8 * offset
    encoded = b64encode(bytes(offset) + MARK.encode() + bytes(3)).decode()
    return encoded[-(-bits // 6) : (bits + 8 * len(MARK)) // 6]


_PLAIN = re.compile(rf"{MARK}\w*|{BIRTH_DATE}".encode(), re.IGNORECASE)
_ENCODED = re.compile("|".join([MARK.encode().hex(), *map(_encode_in_base64, range(3))]).encode())
