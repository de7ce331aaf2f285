"""Where the CPU time of a call goes. Each phase is timed in the worker, and every answer states the time used so far.

What no phase has used is Flask's, the server's, or of what lies between phases: delivering, logging, freeing memory.
"""

import json
import time
from collections.abc import Callable, Mapping
from functools import wraps
from pkgutil import resolve_name
from typing import Any

from flask import Response

HEADER = "X-CPU-Seconds"
"""The CPU seconds of the worker until it has built an answer. Between two answers: all that the second one took."""
WHOLE = "whole"

PHASES: Mapping[str, tuple[str, ...]] = {
    "read": (
        "cds_service.hooks.routes:_read_body",
        "cds_service.hooks.routes:parse_call",
        "cds_service.hooks.routes:ServiceDependencies.read_chart",
    ),
    "map": ("cds_service.decision:read_history",),
    "judge": ("cds_service.decision:assess",),
    "validate": ("cds_service.decision:find_invalid_resources", "cds_service.decision:draft_orders"),
    "write": (
        "cds_service.decision:build_cards",
        "cds_service.decision:build_assessment_document",
        "cds_service.hooks.routes:jsonify",
    ),
}
"""The functions that do the work of each phase. None of them calls another."""

_spent = dict.fromkeys(PHASES, 0.0)


def watch_phases() -> None:
    """Time the functions of all phases from now on."""
    for phase, names in PHASES.items():
        for name in names:
            owner_name, _, function_name = name.replace(":", ".").rpartition(".")
            owner = resolve_name(owner_name)
            setattr(owner, function_name, _time(phase, getattr(owner, function_name)))


def state_cpu_time(response: Response) -> Response:
    """Add what the worker has used so far to an answer."""
    response.headers[HEADER] = json.dumps({WHOLE: time.process_time(), **_spent})
    return response


def _time(phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        started = time.thread_time()
        try:
            return function(*args, **kwargs)
        finally:
            _spent[phase] += time.thread_time() - started

    return run
