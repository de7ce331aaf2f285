"""The baseline of every Flask service: an endpoint that only parses the JSON of its call."""

from flask import Flask, request

from cds_service.settings import Settings


def create_app(_settings: Settings) -> Flask:
    """Create the application; it takes settings only so that it can be started like the service."""
    app = Flask(__name__)

    # At the address of the service, so that the server treats both alike.
    @app.post("/cds-services/imatinib-response")
    def read() -> dict[str, int]:
        return {"members": len(request.get_json())}

    return app
