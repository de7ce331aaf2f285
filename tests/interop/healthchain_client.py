"""Send a patient-view call through HealthChain's sandbox client.

Runs in a virtual environment of its own (`make interop`), since HealthChain pins an older fhir.resources:

    .venv-healthchain/bin/python healthchain_client.py SERVICE_URL PATIENT_ID PREFETCH_FILE

Print the response as the client parsed it, as JSON.
"""

import json
import sys

from healthchain.sandbox import SandboxClient


def main(url: str, patient_id: str, prefetch_file: str) -> None:
    """Send the call and print the response."""
    client = SandboxClient(url=url, workflow="patient-view")
    client.load_from_path(prefetch_file)
    # The client generates a random user and patient; the call must be about the patient whose chart was loaded.
    client.requests[0].context.userId = "Practitioner/example"
    client.requests[0].context.patientId = patient_id
    [answer] = client.send_requests()
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
