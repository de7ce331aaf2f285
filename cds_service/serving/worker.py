"""gunicorn's ASGI worker as this service runs it.

What gunicorn has no setting for: one connection accepted at a time, so that workers share a burst of them; errors below
the application as OperationOutcomes; connections that send no request are closed; a worker with a stuck call leaves.
"""

import asyncio
import os
import signal
import socket
from http import HTTPStatus
from multiprocessing.sharedctypes import RawValue
from typing import Any

from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers.gasgi import ASGIWorker

from cds_service import decimal_json
from cds_service.errors import Issue
from cds_service.hooks.error_responses import build_operation_outcome
from cds_service.observability import log_events
from cds_service.serving.front import Front

HEAD_S = 30
"""Seconds within which a new connection must have sent the head of its first request."""
HEARTBEAT_S = 1.0
LINGER_S = 1.0
"""Seconds for which a stopping worker keeps idle connections: requests may be on their way."""

# fmt: off
ISSUES = {
    HTTPStatus.REQUEST_URI_TOO_LONG:            Issue("too-long", "the URL is longer than this service accepts"),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: Issue("too-long", "the headers are larger than this service accepts"),
    HTTPStatus.NOT_IMPLEMENTED:                 Issue("not-supported", "the body has an unknown transfer coding"),
    HTTPStatus.INTERNAL_SERVER_ERROR:           Issue("exception", "the service failed"),
}
# fmt: on
MALFORMED = Issue("structure", "the request is not valid HTTP")


class Protocol(ASGIProtocol):  # type: ignore[misc]  # gunicorn is not typed
    """One connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Accept the connection. If there are too many, the one that has waited longest without a request gives way."""
        super().connection_made(transport)
        self._head_timer = self.worker.loop.call_later(HEAD_S, self.close_if_idle)
        self.worker.connections[self] = None
        if len(self.worker.connections) > self.worker.worker_connections:
            self.worker.find_idle_connection().close_at_once()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._head_timer.cancel()
        self.worker.connections.pop(self, None)
        super().connection_lost(exc)

    def close_if_idle(self) -> None:
        """Close the connection if it waits for a request."""
        if self.is_idle:
            self.close_at_once()

    @property
    def is_idle(self) -> bool:
        """Whether the connection waits for a request."""
        return self._current_request is None

    def close_at_once(self) -> None:
        """Close the connection, whatever is under way."""
        self.worker.connections.pop(self, None)
        self._close_transport()
        self._request_ready.set()

    def _on_headers_complete(self) -> Any:
        self._head_timer.cancel()
        return super()._on_headers_complete()

    def _send_error_response(self, status: int, message: str, extra_headers: Any = ()) -> None:
        issue = ISSUES.get(HTTPStatus(status), MALFORMED)  # not gunicorn's message, which may quote the request
        log_events.log_refusal(status=status, reason=[issue.code])
        body = decimal_json.encode_utf8(decimal_json.write(build_operation_outcome((issue,))))
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
            "Content-Type: application/json\r\n"
            "Cache-Control: no-store\r\n"
            f"Content-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        self._safe_write(head.encode("latin-1") + body)


class Worker(ASGIWorker):  # type: ignore[misc]  # gunicorn is not typed
    """One process of the service."""

    asgi: Front

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connections: dict[Protocol, None] = {}
        """Open connections, the oldest first."""
        # In memory that the arbiter shares, so that it can count the calls of a worker that was killed.
        self.hook_calls = RawValue("i", 0)
        self._has_stuck_call = False

    def load_wsgi(self) -> None:
        """Take the application, which was loaded before the fork."""
        super().load_wsgi()
        self.wsgi = self.asgi.app  # where gunicorn's hooks look for the application
        self.asgi.hook_calls = self.hook_calls
        self.asgi.report_stuck = self._leave

    def init_signals(self) -> None:
        """Handle signals; an interrupt from the terminal is for the arbiter, which then stops its workers."""
        super().init_signals()
        self.loop.add_signal_handler(signal.SIGINT, lambda: None)

    def run(self) -> None:
        """Serve until the worker is to stop."""
        super().run()
        if self._has_stuck_call:
            self.cfg.worker_exit(None, self)
            os._exit(0)  # a thread that never ends would keep the process from exiting

    def find_idle_connection(self) -> Protocol:
        """Return the oldest connection without a request; the newest of all if there is none."""
        # Otherwise whoever opens many connections and sends nothing would keep everybody else out (decision 0190).
        idle = (connection for connection in self.connections if connection.is_idle)
        return next(idle, next(reversed(self.connections)))

    def report_cut_off_calls(self) -> None:
        """Log the calls that were not answered because the worker was killed. Called by the arbiter."""
        if self.hook_calls.value:
            log_events.log_cut_off_calls(count=self.hook_calls.value)

    async def _serve(self) -> None:
        for listener in self.sockets:
            listener.sock.setblocking(False)
            self.loop.add_reader(listener.sock, self._accept, listener.sock)
        while self.alive and self.ppid == os.getppid():
            self.notify()
            await asyncio.sleep(HEARTBEAT_S)
        await self._shutdown()

    def _accept(self, listener: socket.socket) -> None:
        # One at a time: asyncio itself would take all that wait, and leave none to the other workers.
        try:
            connection, _address = listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        self.loop.create_task(self._connect(connection))

    async def _connect(self, connection: socket.socket) -> None:
        try:
            await self.loop.connect_accepted_socket(lambda: Protocol(self), connection, ssl=self._get_ssl_context())
        except OSError:  # a client that left at once, or does not speak TLS
            connection.close()

    async def _shutdown(self) -> None:
        for listener in self.sockets:
            self.loop.remove_reader(listener.sock)
        await asyncio.sleep(LINGER_S)
        for connection in list(self.connections):
            connection.close_if_idle()
        await super()._shutdown()

    def _leave(self) -> None:
        self._has_stuck_call = True
        self.alive = False
