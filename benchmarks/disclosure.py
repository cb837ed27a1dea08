"""Protecting a month of a wide organisation: five thousand teams beside five hundred."""

import random
import time

from adoption.publishing.disclosure.protection import Parameters, PopulationNode, protect


def measure() -> dict:
    """CPU ms; `ratio` is about 10 where the work grows as the teams do."""
    few, many = _cpu_ms(500), _cpu_ms(5_000)
    return {"teams_500_ms": few, "teams_5000_ms": many, "ratio": round(many / few, 1)}


def _cpu_ms(teams: int) -> float:
    chance = random.Random(1)
    populations = [PopulationNode(0, None, teams * 12)]
    populations += [PopulationNode(team, 0, 12) for team in range(1, teams + 1)]
    counts = {team: chance.randint(0, 12) for team in range(1, teams + 1)}
    counts[0] = sum(counts.values())
    began = time.process_time()
    protect(populations, counts, Parameters.for_production())
    return round(1000 * (time.process_time() - began), 1)
