"""Speed of the network measures on 10,000 organisations and a million ties (made-up, uneven degrees).

PYTHONPATH=src python benchmarks/network.py
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable

import numpy as np

from rembuk.methods.collaboration import network as net
from rembuk.methods.collaboration.brokerage import brokerage
from rembuk.methods.collaboration.core_periphery import core_periphery

ORGANISATIONS, TIES, FIELDS = 10_000, 1_000_000, 16


def main() -> None:
    """Build the network, compute every measure, print seconds."""
    random = np.random.default_rng(1)
    weight = 1 / np.sqrt(np.arange(1, ORGANISATIONS + 1))
    weight /= weight.sum()
    ends = [random.choice(ORGANISATIONS, TIES, p=weight) for _ in range(2)]
    fields = random.integers(0, FIELDS, ORGANISATIONS).tolist()

    def timed(name: str, work: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        print(f"{name:<32} CPU {time.process_time() - cpu:6.2f} s  wall {time.perf_counter() - wall:6.2f} s")

    made: list[net.Network] = []
    timed("build", lambda: made.append(net.Network.of(ORGANISATIONS, np.column_stack(ends))))
    network = made[0]
    timed("tied pairs", lambda: network.pairs)
    timed("density, centralisation", lambda: (net.density(network), net.degree_centralisation(network)))
    timed("both reciprocities", lambda: (net.reciprocity_dyad(network), net.reciprocity_arc(network)))
    timed("E-I with 999 permutations", lambda: net.external_internal(network, fields))
    timed("core and periphery (search)", lambda: core_periphery(network))
    timed("brokerage, five roles", lambda: brokerage(network, fields))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
