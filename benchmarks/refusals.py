"""How long a refusal takes, by its cause: the time must not tell an attacker which issuers, keys or tenants are known.

Every attack of ``tests/cds_service/attacks/attack_list.py`` is timed against a production service with one worker: in
rounds, in another order each time, from an address of its own. Ends with an error if the slowest median is more than
20% above the fastest.

    python -m benchmarks.refusals
"""

import time
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from tests.cds_service.attacks.attack_list import ATTACKS, Attack
from tests.cds_service.attacks.forged_tokens import Forger
from tests.cds_service.attacks.target import BODY, JSON, run_target
from tests.cds_service.auth.tokens import PATH
from tests.cds_service.running import RunningService

ROUNDS = 30
WARM_UP = 3
TOLERANCE = 0.2
_PEERS = (f"127.{2 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}" for number in count())


def time_attack(service: RunningService, attack: Attack, forger: Forger) -> float:
    """Return the milliseconds until an attack is refused."""
    headers = attack.authorize(forger)
    if attack.used_before:
        service.send("POST", PATH, BODY, JSON | headers)
    peer, started = next(_PEERS), time.perf_counter()
    response = service.send("POST", PATH, BODY, JSON | headers, peer)
    elapsed = time.perf_counter() - started
    if response.status != 401:
        raise SystemExit(f"{attack.name}: status {response.status}")
    return elapsed * 1000


def main() -> None:
    """Print the median of each attack, and its ratio to the median of all."""
    order = Random(1)
    timed: dict[str, list[float]] = {attack.name: [] for attack in ATTACKS}
    with TemporaryDirectory() as folder, run_target(Path(folder)) as target:
        for number in range(WARM_UP + ROUNDS):
            for attack in order.sample(ATTACKS, len(ATTACKS)):
                milliseconds = time_attack(target.service, attack, target.forger)
                if number >= WARM_UP:
                    timed[attack.name].append(milliseconds)
    medians = {name: median(times) for name, times in timed.items()}
    fastest, slowest = min(medians.values()), max(medians.values())
    print(f"{len(ATTACKS)} attacks, {ROUNDS} times each; medians, and as a multiple of the fastest")
    for attack in ATTACKS:
        took = medians[attack.name]
        print(f"  {attack.name:<32} {attack.cause:<22} {took:6.2f} ms {took / fastest:5.2f}")
    if slowest > (1 + TOLERANCE) * fastest:
        raise SystemExit(f"the slowest median is {slowest / fastest:.2f} times the fastest")


if __name__ == "__main__":
    main()
