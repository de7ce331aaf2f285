"""Receiving the body of a request in the event loop, within limits of one body and of all together."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from werkzeug.exceptions import RequestEntityTooLarge

from cds_service.errors import OverloadedError
from cds_service.serving.wsgi_calls import Receive


class ClientGoneError(Exception):
    """The client closed the connection before its request was complete."""


class BodyMemory:
    """The memory for the bodies of all requests of one process. Used by the event loop alone."""

    def __init__(self, max_body_bytes: int, max_total_bytes: int, retry_after_s: float) -> None:
        self._max_body_bytes = max_body_bytes
        self._max_total_bytes = max_total_bytes
        self._retry_after_s = retry_after_s
        self._held = 0

    @contextmanager
    def reserve(self) -> Iterator["BodyReader"]:
        """Yield a reader for one body; what it holds is released at the end."""
        reader = BodyReader(self)
        try:
            yield reader
        finally:
            self._held -= reader.size

    def require_size(self, size: int) -> None:
        """Raise RequestEntityTooLarge if a body of this size is too large."""
        if size > self._max_body_bytes:
            raise RequestEntityTooLarge

    def add(self, reader: "BodyReader", size: int) -> None:
        """Count further bytes of a body. Raises RequestEntityTooLarge, or OverloadedError if others hold too much."""
        self.require_size(reader.size + size)
        if self._held + size > self._max_total_bytes:
            raise OverloadedError(self._retry_after_s)
        reader.size += size
        self._held += size


class BodyReader:
    """Receives one body."""

    def __init__(self, memory: BodyMemory) -> None:
        self.size = 0
        self._memory = memory

    async def read(self, receive: Receive, stated_length: str) -> bytes:
        """Return the body. ``stated_length`` is its Content-Length; empty if it has none.

        Raises RequestEntityTooLarge, OverloadedError, ClientGoneError.
        """
        if stated_length.isdigit():
            self._memory.require_size(int(stated_length))
        pieces: list[bytes] = []
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise ClientGoneError
            pieces.append(message.get("body", b""))
            self._memory.add(self, len(pieces[-1]))
            if not message.get("more_body"):
                return b"".join(pieces)


class BodyStream:
    """The body of one request, as it is received."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._has_ended = False

    async def receive(self) -> Mapping[str, Any]:
        """Receive the next message."""
        message = await self._receive()
        self._has_ended = message["type"] != "http.request" or not message.get("more_body")
        return message

    async def discard_rest(self) -> None:
        """Receive what has not been received yet, without keeping it."""
        # To ask once more after the end would be to wait until the client leaves.
        while not self._has_ended:
            await self.receive()
