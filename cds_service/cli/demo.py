"""``imatinib-cds demo``: the service together with the demonstration EHR."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import click

from cds_service.cli.serve import run_server
from cds_service.settings import Profile, read_settings


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--clinic", type=click.IntRange(0, 2000), default=0, metavar="N", help="Add N simulated patients.")
def demo(host: str | None, port: int | None, clinic: int) -> None:
    """Serve a demonstration EHR together with the service.

    Its patients are synthetic; its page sends real CDS Hooks calls. With --clinic there are also the patients of a
    simulated clinic, with charts as ordinary practice leaves them.
    """
    # Here: no other command needs the patients.
    from cds_service.demonstration.blueprint import create_demonstration
    from cds_service.demonstration.patients.clinic import build_patients_with_clinic

    page = partial(create_demonstration, build=partial(build_patients_with_clinic, clinic))
    options = {"profile": Profile.DEVELOPMENT, "host": host, "port": port}
    with _open_folder() as folder:
        # What is answered here is forgotten when the demonstration ends, unless a setting names a database.
        database = read_settings(**options).database_url or f"sqlite:///{folder / 'demonstration.sqlite3'}"
        periods = _write_periods(folder)
        run_server("The demonstration is running", [page], **options, database_url=database, quiet_periods=periods)


@contextmanager
def _open_folder() -> Iterator[Path]:
    """Yield a folder that is removed when the demonstration ends."""
    folder, own_process = Path(mkdtemp(prefix="imatinib-cds-")), os.getpid()
    try:
        yield folder
    finally:
        # A worker is a fork and leaves this place too, while the others still need the folder.
        if os.getpid() == own_process:
            shutil.rmtree(folder, ignore_errors=True)


def _write_periods(folder: Path) -> str:
    """Write quiet periods with which a card is shown whenever its patient is chosen, until it is answered."""
    path = folder / "quiet_periods.toml"
    path.write_text("resting_actions = []", "utf-8")
    return str(path)
