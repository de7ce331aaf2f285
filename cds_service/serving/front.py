"""The ASGI application between server and Flask: who waits, waits in the event loop; threads only work.

A client that sends its headers or its body slowly costs a connection and the bytes received, never a thread. Hook calls
have threads of their own, so that health checks are answered while every one of them waits for a FHIR server.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from ctypes import c_int
from dataclasses import dataclass
from http import HTTPMethod, HTTPStatus
from io import BytesIO

from flask import Flask
from werkzeug.exceptions import RequestEntityTooLarge

from cds_service.errors import CallError, HeaderTooLargeError, OverloadedError
from cds_service.hooks.authentication import HOOK_URLS
from cds_service.hooks.server_environ import IS_SATURATED, RECEIVED, REFUSAL
from cds_service.observability import log_events
from cds_service.serving.bodies import BodyMemory, BodyStream, ClientGoneError
from cds_service.serving.received import Network, find_caller, find_wait
from cds_service.serving.wsgi_calls import Answer, Environ, Receive, Scope, Send, build_environ, call_app, check_head

OTHER_THREADS = 8
"""Threads for everything but hook calls: health checks, discovery, refusals; as many for authentication, which may wait
for the key set of a client."""
MAX_WAITING_PER_THREAD = 4
"""Hook calls that wait for each thread; a further one could not be answered in time."""
OTHER_BODY_BYTES = 64 * 1024
"""The largest body of a request that is no hook call, where those are authenticated: nobody has signed it."""
MAX_BODIES = 8
"""Bodies of the largest size that a process holds at the same time."""
STUCK_S = 10
"""Seconds past its time budget after which a call is stuck, and its worker is replaced."""
MAX_HEADER_BYTES = 32 * 1024
REFUSAL_S = 0.05
"""Seconds after which a call that is not authentic is answered, whatever its cause, which takes a few milliseconds to
find: the time must not tell which issuers, keys and tenants are known."""
DISCARD_S = 2
"""Seconds for which the body of a refused call is received, so that its client can read the refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingLimits:
    """Limits of one worker process."""

    threads: int
    time_budget_s: float
    max_body_bytes: int
    trusted_proxies: Sequence[Network] = ()
    stuck_s: float = STUCK_S


class Front:
    """Receives requests and has Flask answer them in threads. One instance serves one process.

    ``authenticates``: whether hook calls are checked by their headers before their body is read.
    """

    def __init__(self, app: Flask, limits: ServingLimits, *, authenticates: bool) -> None:
        self.app = app
        self.hook_calls = c_int(0)
        """Hook calls that were received completely and are not answered yet."""
        self.report_stuck: Callable[[], None] = lambda: None
        """Called by the event loop when a call is stuck."""
        self._limits = limits
        self._authenticates = authenticates
        self._hook_threads = ThreadPoolExecutor(limits.threads, "hook")
        self._head_threads = ThreadPoolExecutor(OTHER_THREADS, "head")
        self._other_threads = ThreadPoolExecutor(OTHER_THREADS, "other")
        self._slots = asyncio.Semaphore(limits.threads)
        self._memory = self._create_memory(limits.max_body_bytes)
        # Apart, so that strangers cannot use up the memory for signed calls (decision 0190).
        self._other_memory = self._create_memory(OTHER_BODY_BYTES if authenticates else limits.max_body_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of an ASGI server."""
        if scope["type"] != "http":
            await send({"type": f"{scope['type']}.close"})
            return
        environ, body = self._build_environ(scope), BodyStream(receive)
        with suppress(ClientGoneError):
            answer = await self._answer(scope, body.receive, environ)
            await answer.send(send)
            with suppress(TimeoutError):
                await asyncio.wait_for(body.discard_rest(), DISCARD_S)

    @property
    def is_saturated(self) -> bool:
        """Whether a further hook call would be refused."""
        return self.hook_calls.value >= (1 + MAX_WAITING_PER_THREAD) * self._limits.threads

    def _create_memory(self, max_body_bytes: int) -> BodyMemory:
        return BodyMemory(max_body_bytes, MAX_BODIES * max_body_bytes, self._limits.time_budget_s)

    def _build_environ(self, scope: Scope) -> Environ:
        environ = build_environ(scope)
        headers, peer, trusted = scope["headers"], environ["REMOTE_ADDR"], self._limits.trusted_proxies
        # Otherwise all callers behind a proxy would share the failures of one.
        environ["REMOTE_ADDR"] = find_caller(headers, peer, trusted)
        waited = find_wait(headers, peer, trusted, time.time())
        environ[RECEIVED] = time.monotonic() - waited
        environ[IS_SATURATED] = self.is_saturated
        return environ

    async def _answer(self, scope: Scope, receive: Receive, environ: Environ) -> Answer:
        try:
            if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADER_BYTES:
                raise HeaderTooLargeError
            if scope["method"] == HTTPMethod.POST and scope["path"].startswith(HOOK_URLS):
                return await self._answer_hook(receive, environ)
            async with self._receive_body(receive, environ, self._other_memory):
                return await self._run(environ, self._other_threads)
        except (CallError, RequestEntityTooLarge) as refusal:
            # Flask words it, as it does every other error.
            return await self._run(environ | {REFUSAL: refusal, "wsgi.input": BytesIO()}, self._other_threads)

    async def _answer_hook(self, receive: Receive, environ: Environ) -> Answer:
        if self.is_saturated:
            raise OverloadedError(self._limits.time_budget_s)
        refusal = await self._authenticate(environ)
        if refusal is not None:
            return refusal
        async with self._receive_body(receive, environ, self._memory):
            # Counted from here on: a client that sends its body slowly must not take the place of another.
            self.hook_calls.value += 1
            try:
                return await self._run_hook(environ)
            finally:
                self.hook_calls.value -= 1

    async def _authenticate(self, environ: Environ) -> Answer | None:
        if not self._authenticates:
            return None
        loop = asyncio.get_running_loop()
        answer_at = loop.time() + REFUSAL_S
        refusal = await loop.run_in_executor(self._head_threads, check_head, self.app, environ)
        if refusal is not None and refusal.status == HTTPStatus.UNAUTHORIZED:
            await asyncio.sleep(answer_at - loop.time())
        return refusal

    @asynccontextmanager
    async def _receive_body(self, receive: Receive, environ: Environ, memory: BodyMemory) -> AsyncIterator[None]:
        """Receive the body within the time budget. Raises OverloadedError if it comes too slowly."""
        with memory.reserve() as reader:
            try:
                async with asyncio.timeout_at(self._find_end(environ)):
                    body = await reader.read(receive, environ.get("CONTENT_LENGTH", ""))
            except TimeoutError:
                raise OverloadedError(self._limits.time_budget_s) from None
            environ["wsgi.input"] = BytesIO(body)
            yield

    def _find_end(self, environ: Environ) -> float:
        """Return when the time budget ends, on the clock of the event loop, which is ``time.monotonic``."""
        return float(environ[RECEIVED]) + self._limits.time_budget_s

    async def _run_hook(self, environ: Environ) -> Answer:
        try:
            async with asyncio.timeout_at(self._find_end(environ)):
                await self._slots.acquire()
        except TimeoutError:
            raise OverloadedError(self._limits.time_budget_s) from None
        answer = asyncio.ensure_future(self._run(environ, self._hook_threads))
        # A call whose client has gone, or that is stuck, keeps its thread until it ends.
        answer.add_done_callback(lambda _answer: self._slots.release())
        try:
            async with asyncio.timeout_at(self._find_end(environ) + self._limits.stuck_s):
                return await asyncio.shield(answer)
        except TimeoutError:
            log_events.log_stuck_call()
            self.report_stuck()
            raise OverloadedError(self._limits.time_budget_s) from None

    async def _run(self, environ: Environ, threads: Executor) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(threads, call_app, self.app, environ)
