"""Write docs/handbook.md and its plots.

``--check`` writes nothing and exits with 1 if a file on disk is not current.
"""

import sys
from importlib import import_module
from pathlib import Path

# This file is run by its path, and neither scripts nor tests are installed.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
page = import_module("scripts.handbook.page")

STALE = "The handbook is not current: run 'make handbook' and review the difference."


def main(arguments: list[str]) -> int:
    """Write the files, or with ``--check`` compare them."""
    pages: dict[Path, str] = page.build_pages()
    if "--check" in arguments:
        stale = [file for file, text in pages.items() if not file.exists() or file.read_text("utf-8") != text]
        if stale:
            print(STALE, *stale, sep="\n", file=sys.stderr)
        return int(bool(stale))
    for file, text in pages.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
