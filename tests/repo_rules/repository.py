"""The repository as the tests about it see it: its files, its modules, its functions."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("response_criteria", "fhir_mappings", "cards", "cds_service")
PURE_ROOMS = ("response_criteria", "fhir_mappings", "cards")
MADE_BY_TOOLS = ("__pycache__", "node_modules", "build", "dist", "htmlcov", "vendor")
HIDDEN_AND_OURS = (".ci", ".dockerignore", ".editorconfig", ".gitattributes", ".gitignore", ".npmrc")


@cache
def files() -> tuple[Path, ...]:
    """Every file that people wrote, relative to the root."""
    return tuple(sorted(path.relative_to(ROOT) for path in _walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        ours = path.name in HIDDEN_AND_OURS or not path.name.startswith(".")
        if not ours or path.name in MADE_BY_TOOLS or path.suffix == ".egg-info":
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def text(path: Path) -> str:
    """The file's text; empty for a picture."""
    content = (ROOT / path).read_bytes()
    return "" if b"\0" in content else content.decode()


def modules(*folders: str) -> tuple[Path, ...]:
    """The Python modules below these folders."""
    return tuple(path for path in files() if path.suffix == ".py" and path.parts[0] in folders)


@cache
def syntax(path: Path) -> ast.Module:
    """The module as a tree."""
    return ast.parse(text(path), filename=str(path))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    """Every function of a module, nested ones and methods included."""
    for node in ast.walk(syntax(path)):
        if isinstance(node, Function):
            yield node


def at(path: Path, node: ast.stmt | ast.expr) -> str:
    """Where a node stands, as editors understand it."""
    return f"{path}:{node.lineno}"


def listed(faults: list[str], what_to_do: str) -> str:
    """The message of a failing test: what to do, and where."""
    return "\n".join([what_to_do, *faults])
