"""A third-party CDS Hooks client receives the same cards as any other."""

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from cds_service.demonstration.patients import build_patients
from response_criteria.model.recommendations import Action
from tests.interop.ehr import SERVICE_ID, build_call, fetch_prefetch, fire_call, remove_uuids

pytestmark = pytest.mark.hooks_client

CLIENT = Path(__file__).parent / "healthchain_client.py"
PYTHON = Path(__file__).parents[2] / ".venv-healthchain" / "bin" / "python"


@pytest.mark.parametrize("action", [Action.ESCALATE, Action.HOLD, Action.COMPLETE_DATA, Action.CONTINUE])
def test_healthchains_sandbox_client_gets_the_cards(service: str, action: Action, tmp_path: Path) -> None:
    assert PYTHON.exists(), "HealthChain is not installed: run `make interop`"
    patient = next(patient for patient in build_patients(date(2024, 6, 15)) if patient.expected.action is action)
    prefetch = fetch_prefetch(f"{service}/demonstration/fhir", service, patient.id)
    file = tmp_path / "prefetch.json"
    file.write_text(json.dumps(prefetch))

    command = [PYTHON, CLIENT, f"{service}/cds-services/{SERVICE_ID}", patient.id, file]
    client = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert client.returncode == 0, client.stderr
    cards = json.loads(client.stdout)["cards"]
    assert remove_uuids(cards) == remove_uuids(
        fire_call(service, build_call(patient.id, prefetch=prefetch)).json()["cards"]
    )
    assert len(cards) == (0 if action is Action.CONTINUE else 1)
