"""Every file that the packages need at run time is in the distribution."""

import tomllib
from pathlib import Path

from tests.repo_rules.repository import PACKAGES, ROOT, format_faults

NOT_NEEDED = {".py", ".pyc", ".md"}


def test_every_file_of_the_packages_is_shipped() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]
    needed = [path for package in PACKAGES for path in (ROOT / package).rglob("*.*") if path.suffix not in NOT_NEEDED]
    not_shipped = [str(path.relative_to(ROOT)) for path in needed if not any(map(path.match, patterns))]
    assert needed
    assert not not_shipped, format_faults(not_shipped, "Add the file type to package-data in pyproject.toml.")


def test_every_vendored_file_is_shipped_with_its_license() -> None:
    vendored = list(ROOT.glob("cds_service/**/vendor/*.js"))
    unlicensed = [path.name for path in vendored if not Path(f"{path.with_suffix('')}.license.txt").exists()]
    unnamed = [path.name for path in vendored if path.stem not in (ROOT / "NOTICE").read_text()]
    assert not unlicensed, format_faults(unlicensed, "Add its license next to it, as NAME.license.txt.")
    assert not unnamed, format_faults(unnamed, "Name it in NOTICE.")
