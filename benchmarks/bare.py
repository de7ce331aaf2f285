"""The floor under every Flask service: an endpoint that reads the JSON of its call, and no more."""

from flask import Flask, request

from cds_service.settings import Settings


def create_app(_settings: Settings) -> Flask:
    """The application; it takes settings only so that it can be served like the service."""
    app = Flask(__name__)

    @app.post("/")
    def read() -> dict[str, int]:
        return {"members": len(request.get_json())}

    return app
