"""The floor under every Flask service: an endpoint that reads the JSON of its call, and no more."""

from flask import Flask, request

app = Flask(__name__)


@app.post("/")
def read() -> dict[str, int]:
    """How many members the call has."""
    return {"members": len(request.get_json())}
