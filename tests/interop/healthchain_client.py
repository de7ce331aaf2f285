"""Fires a patient-view call through HealthChain's sandbox client.

Runs in a virtual environment of its own (`make foreign`), since HealthChain pins an older fhir.resources:

    .venv-healthchain/bin/python healthchain_client.py SERVICE_URL PATIENT_ID PREFETCH_FILE

Prints what the client made of the answer, as JSON.
"""

import json
import sys

from healthchain.sandbox import SandboxClient


def main(url: str, patient_id: str, prefetch_file: str) -> None:
    client = SandboxClient(url=url, workflow="patient-view")
    client.load_from_path(prefetch_file)
    # The client invents a user and a patient: the call is to be a clinician's, about the one whose chart was loaded.
    client.requests[0].context.userId = "Practitioner/example"
    client.requests[0].context.patientId = patient_id
    [answer] = client.send_requests()
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
