"""What the rooms need at run time is in the distribution, not only in the checkout."""

import tomllib
from pathlib import Path

from tests.repo_rules.repository import ROOMS, ROOT, listed

NOT_NEEDED = {".py", ".pyc", ".md"}


def test_every_file_that_the_rooms_hold_is_shipped() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]
    needed = [path for room in ROOMS for path in (ROOT / room).rglob("*.*") if path.suffix not in NOT_NEEDED]
    left_behind = [str(path.relative_to(ROOT)) for path in needed if not any(map(path.match, patterns))]
    assert needed
    assert not left_behind, listed(left_behind, "Add the kind of file to package-data in pyproject.toml.")


def test_every_license_of_other_peoples_code_is_shipped_beside_it() -> None:
    vendored = list(ROOT.glob("cds_service/**/vendor/*.js"))
    unlicensed = [path.name for path in vendored if not Path(f"{path.with_suffix('')}.license.txt").exists()]
    unnamed = [path.name for path in vendored if path.stem not in (ROOT / "NOTICE").read_text()]
    assert not unlicensed, listed(unlicensed, "Put its license beside it, as NAME.license.txt.")
    assert not unnamed, listed(unnamed, "Name it in NOTICE.")
