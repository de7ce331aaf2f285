"""A production service to attack."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from cds_service.app import create_app
from tests.cds_service.attacks.attack_list import Attack
from tests.cds_service.attacks.forged_tokens import REGISTERED_KEYS, TENANT, Forger
from tests.cds_service.attacks.key_server import KeyServer, run_key_server
from tests.cds_service.auth.tokens import ISSUER, PATH, PUBLIC_URL
from tests.cds_service.production import build_settings
from tests.cds_service.running import Response, RunningService, run_production

JSON = {"Content-Type": "application/json"}
BODY = b'{"hookInstance": "7f4c7cb2-9f7e-4a36-b6a4-5f1b7a1c9d10"}'
ENTRY = """
[[client]]
name = "Example hospital"
issuer = "{issuer}"
jwks_url = "{url}"
tenants = ["{tenant}"]
"""


@dataclass
class Target:
    """A service under attack, the server of its client's keys, and a trap that nobody must contact."""

    service: RunningService
    keys: KeyServer
    trap: socket.socket
    folder: Path

    def __post_init__(self) -> None:
        # Each attack comes from an address of its own: ten failures of one are followed by 429.
        self._peers = (f"127.1.{number // 250}.{1 + number % 250}" for number in count())

    @property
    def forger(self) -> Forger:
        """What writes tokens that are good now."""
        return Forger(int(time.time()), f"http://127.0.0.1:{self.trap.getsockname()[1]}/jwks.json")

    def send(self, headers: dict[str, str]) -> Response:
        """Call the hook from a further address."""
        return self.service.send("POST", PATH, BODY, JSON | headers, next(self._peers))

    def attack(self, attack: Attack) -> Response:
        """Carry out an attack."""
        headers = attack.authorize(self.forger)
        if attack.used_before:
            assert self.use_elsewhere(headers) != 401
        return self.send(headers)

    def use_elsewhere(self, headers: dict[str, str]) -> int:
        """Use a token in another process of the same host: this one."""
        settings = build_settings(self.folder, ca_bundle=str(self.keys.certificate))
        return create_app(settings).test_client().post(PATH, data=BODY, headers=JSON | headers).status_code

    def was_trapped(self) -> bool:
        """Whether anybody has contacted the trap."""
        try:
            self.trap.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@contextmanager
def run_target(folder: Path) -> Iterator[Target]:
    """Run a production service with one worker, whose client publishes its keys at a URL."""
    with run_key_server(folder, REGISTERED_KEYS) as keys, socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        clients = folder / "clients.toml"
        clients.write_text(ENTRY.format(issuer=ISSUER, url=keys.url, tenant=TENANT), "utf-8")
        settings = {
            "TRUSTED_CLIENTS": str(clients),
            "PUBLIC_URL": PUBLIC_URL,
            "DATABASE_URL": "none",
            "REPLAY_FILE": str(folder / "used.sqlite3"),
            "CA_BUNDLE": str(keys.certificate),
            "WORKERS": "1",
        }
        with run_production(folder, settings) as service:
            yield Target(service, keys, trap, folder)
