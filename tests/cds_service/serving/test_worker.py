"""Which connection gives way when there are too many."""

from types import SimpleNamespace
from typing import Any

import pytest

from cds_service.serving.worker import Worker


class Connection:
    """A connection that waits for a request, or is answered one."""

    def __init__(self, name: str, *, is_idle: bool) -> None:
        self.name = name
        self.is_idle = is_idle


IDLE_FIRST = [("busy", False), ("old", True), ("young", True)]
ALL_BUSY = [("busy", False), ("busier", False), ("newest", False)]


@pytest.mark.parametrize(("connections", "chosen"), [(IDLE_FIRST, "old"), (ALL_BUSY, "newest")])
def test_the_connection_that_has_waited_longest_without_a_request_gives_way(
    connections: list[tuple[str, bool]], chosen: str
) -> None:
    worker: Any = SimpleNamespace(
        connections={Connection(name, is_idle=is_idle): None for name, is_idle in connections}
    )
    assert Worker.find_idle_connection(worker).name == chosen
