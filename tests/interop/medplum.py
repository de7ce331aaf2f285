"""The FHIR R4 server of ``fhir_server/``, started and filled for one test."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

FOLDER = Path(__file__).parent / "fhir_server"
LOCAL_NODE = Path(__file__).parents[2] / ".venv-node" / "bin" / "node"
SECONDS = 60


@contextmanager
def run_medplum(*options: str) -> Iterator[str]:
    """Run an empty server and yield its base URL; see ``server.mjs`` for its options."""
    node = str(LOCAL_NODE) if LOCAL_NODE.exists() else shutil.which("node")
    installed = node is not None and (FOLDER / "node_modules").exists()
    assert installed, "the FHIR server is not installed: run `make interop`"
    command = [str(node), str(FOLDER / "server.mjs"), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            address = process.stdout.readline().strip() if process.stdout else ""
            assert address.startswith("http://127.0.0.1:"), "the FHIR server did not start"
            yield address
        finally:
            process.terminate()


def load_chart(server: str, resources: Sequence[Mapping[str, Any]], headers: Mapping[str, str] | None = None) -> None:
    """Write a chart in one transaction."""
    entries = [
        {"resource": resource, "request": {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"}}
        for resource in resources
    ]
    transaction = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    answer = requests.post(f"{server}/", json=transaction, headers=headers, timeout=SECONDS)
    statuses = {entry["response"]["status"] for entry in answer.json()["entry"]}
    assert statuses <= {"200", "201"}, f"the FHIR server refused a resource: {statuses}"
