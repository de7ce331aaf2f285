"""One call of the Flask application from an ASGI server."""

import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import Any
from wsgiref.types import WSGIApplication

from flask import Flask
from werkzeug.test import run_wsgi_app

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Environ = dict[str, Any]

# The two headers that WSGI names without a prefix.
_BARE_NAMES = {"CONTENT_TYPE", "CONTENT_LENGTH"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete response."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    async def send(self, send: Send) -> None:
        """Send the response."""
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def build_environ(scope: Scope) -> Environ:
    """Build the WSGI environment of a request, with an empty body."""
    server, client = scope["server"] or ("", 0), scope["client"] or ("", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input": BytesIO(),
        "wsgi.input_terminated": True,
    }
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    return environ


def _add_header(environ: Environ, header: str, value: str) -> None:
    if "_" in header:  # it would pass for the header of the same name with hyphens
        return
    name = header.upper().replace("-", "_")
    key = name if name in _BARE_NAMES else f"HTTP_{name}"
    environ[key] = f"{environ[key]},{value}" if key in environ else value


def check_head(app: Flask, environ: Environ) -> Answer | None:
    """Run what Flask does before each request, without the body; return the refusal if there is one."""
    with app.request_context(environ):
        try:
            refusal = app.preprocess_request()
        except Exception as error:
            refusal = app.handle_user_exception(error)
        if refusal is None:
            return None
        return call_app(app.finalize_request(refusal, from_error_handler=True), environ)


def call_app(app: WSGIApplication, environ: Environ) -> Answer:
    """Run the application for one request."""
    body, status, headers = run_wsgi_app(app, environ, buffered=True)
    return Answer(HTTPStatus(int(status[:3])), tuple(headers.items()), b"".join(body))
