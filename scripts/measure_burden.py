"""Measure how often the service speaks in a simulated clinic: cards per 100 openings, and what caused them.

python scripts/measure_burden.py [--patients 200] [--seed 1] [--noisy]
"""

import argparse
import sys
from datetime import date
from importlib import import_module
from itertools import chain
from pathlib import Path

# This file is run by its path, and neither scripts nor tests are installed.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
judging = import_module("scripts.burden.judging")
report = import_module("scripts.burden.report")
clinic = import_module("cds_service.synthetic_charts.clinic")

TODAY = date(2026, 11, 30)
"""The last day of the simulation. It is fixed, so that two versions of the service meet the same charts."""


def main() -> None:
    """Print the burden of one clinic."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--patients", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--noisy", action="store_true", help="with the complications of real charts")
    chosen = options.parse_args()
    patients = clinic.simulate_clinic(chosen.patients, today=TODAY, seed=chosen.seed, noisy=chosen.noisy)
    openings = list(chain.from_iterable(map(judging.judge_openings, patients)))
    print(f"A {'noisy' if chosen.noisy else 'clean'} clinic, seed {chosen.seed}:", end=" ")
    print(*report.write_report(openings), sep="\n")


if __name__ == "__main__":
    main()
