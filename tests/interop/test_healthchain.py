"""A CDS Hooks client nobody here wrote reads the same cards as any other."""

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from cds_service.demonstration.patients import patients
from response_criteria.model.findings import Action
from tests.interop.ehr import SERVICE_ID, call, fired, prefetched, said

pytestmark = pytest.mark.foreign_client

CLIENT = Path(__file__).parent / "healthchain_client.py"
PYTHON = Path(__file__).parents[2] / ".venv-healthchain" / "bin" / "python"


@pytest.mark.parametrize("action", [Action.ESCALATE, Action.HOLD, Action.COMPLETE_DATA, Action.CONTINUE])
def test_healthchains_sandbox_client_gets_the_cards(service: str, action: Action, tmp_path: Path) -> None:
    assert PYTHON.exists(), "HealthChain is not installed: run `make foreign`"
    patient = next(each for each in patients(date(2024, 6, 15)) if each.expected.action is action)
    prefetch = prefetched(f"{service}/demonstration/fhir", service, patient.id)
    file = tmp_path / "prefetch.json"
    file.write_text(json.dumps(prefetch))

    command = [PYTHON, CLIENT, f"{service}/cds-services/{SERVICE_ID}", patient.id, file]
    client = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert client.returncode == 0, client.stderr
    cards = json.loads(client.stdout)["cards"]
    assert said(cards) == said(fired(service, call(patient.id, prefetch=prefetch)).json()["cards"])
    assert len(cards) == (0 if action is Action.CONTINUE else 1)
