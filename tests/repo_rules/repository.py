"""Access to the repository's files, modules and functions for the rules about them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("response_criteria", "fhir_mappings", "cards", "cds_service")
PURE_PACKAGES = ("response_criteria", "fhir_mappings", "cards")
GENERATED = ("__pycache__", "node_modules", "build", "dist", "htmlcov", "vendor")
TRACKED_HIDDEN = (".ci", ".dockerignore", ".editorconfig", ".gitattributes", ".gitignore", ".npmrc")


@cache
def list_files() -> tuple[Path, ...]:
    """List every hand-written file, relative to the root."""
    return tuple(sorted(path.relative_to(ROOT) for path in _walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        is_tracked = path.name in TRACKED_HIDDEN or not path.name.startswith(".")
        if not is_tracked or path.name in GENERATED or path.suffix == ".egg-info":
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def read_text(path: Path) -> str:
    """Read the text of a file; empty for a binary file."""
    content = (ROOT / path).read_bytes()
    return "" if b"\0" in content else content.decode()


def list_modules(*folders: str) -> tuple[Path, ...]:
    """List the Python modules below top-level folders."""
    return tuple(path for path in list_files() if path.suffix == ".py" and path.parts[0] in folders)


@cache
def parse_module(path: Path) -> ast.Module:
    """Parse a module into its syntax tree."""
    return ast.parse(read_text(path), filename=str(path))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def find_functions(path: Path) -> Iterator[Function]:
    """Find every function of a module, including nested functions and methods."""
    for node in ast.walk(parse_module(path)):
        if isinstance(node, Function):
            yield node


def locate(path: Path, node: ast.stmt | ast.expr | ast.arg) -> str:
    """Return the position of a node as ``path:line``, which editors can open."""
    return f"{path}:{node.lineno}"


def format_faults(faults: list[str], what_to_do: str) -> str:
    """Build a failure message: what to do, then the places."""
    return "\n".join([what_to_do, *faults])
