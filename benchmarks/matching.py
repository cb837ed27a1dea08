"""A matching round over plain values: 1,000, 7,600 and 67,000 requests, one ambassador for twenty, capacity 20.

Scoring is inside the time. `fit` and the others are shares of one bound, the Lagrangian dual over the full
matrix with the prices of the round itself: no assignment is worth more. Greedy takes the best pair that is
left, over the same 60 candidates and then whoever has a place; first come, first served gives each in turn
the best who has one; random, anybody possible. All less what the load costs. `urgent` is one request against
3,350 ambassadors with `match`. Each size runs in a process of its own, for its peak of memory.
"""

import json
import sys
from typing import Any

from benchmarks.machine import peak_mib
from benchmarks.servers import Servers, in_own_process


SIZES = (1_000, 7_600, 67_000)
COMPARED = 7_600  # with simpler ways, which take longer
AMBASSADORS = 3_350
TURNS = 20


def measure(_servers: Servers) -> dict[str, Any]:
    figures = {
        f"{size} requests": in_own_process("matching", {}, "round", str(size)) for size in SIZES
    }
    figures["urgent requests"] = in_own_process("matching", {}, "urgent", str(AMBASSADORS))
    return {"ms": {name: each.pop("ms") for name, each in figures.items()}, **figures}


# --- Inside the process that is measured ----------------------------------------------------------------


def people(requests: int, ambassadors: int, *, capacity: int = 20):
    """Topics are unevenly asked for, sites unevenly large; one in ten wishes for somebody, one ambassador
    in ten names somebody; one request in ten is of another kind than coaching."""
    import numpy as np  # noqa: PLC0415

    from ambassadors.help.matching import Guide, Kind, Seeker  # noqa: PLC0415

    draw = np.random.default_rng(20261126)
    topics = np.array([f"topic {each}" for each in range(24)])
    slots = np.array([f"slot {each}" for each in range(10)])
    formats = np.array(["in_person", "phone", "screen_share"])
    asked = 1 / np.arange(1, 25)
    asked /= asked.sum()
    kinds = [Kind.COACHING] * 27 + [Kind.REVERSE, Kind.TRADE_AND_IT, Kind.MUTUAL]

    def declared(number: int, wanted: int, free: int, chances) -> dict:
        return {
            "id": number,
            "topics": frozenset(draw.choice(topics, wanted, replace=False, p=chances).tolist()),
            "formats": frozenset(draw.choice(formats, 2, replace=False).tolist()),
            "slots": frozenset(draw.choice(slots, free, replace=False).tolist()),
            "site": int(draw.zipf(1.5) % 60),
            "job": int(draw.integers(60)),
            "office": ("front", "back")[int(draw.integers(2))],
            "ease": int(draw.integers(1, 4)),
            "responsibility": int(draw.integers(1, 4)),
            "domain": ("trade", "it")[int(draw.random() < 0.1)],
            "exchange": frozenset(draw.choice(topics, 2, replace=False).tolist()),
        }

    def wished(first: int, count: int, chance: float) -> tuple[int, ...]:
        if draw.random() > chance:
            return ()
        return tuple((first + draw.integers(count, size=3)).tolist())

    seekers = [
        Seeker(
            **declared(number, int(draw.integers(1, 4)), 2, asked),
            kind=kinds[int(draw.integers(30))],
            wishes=wished(10**6, ambassadors, 0.1),
        )
        for number in range(requests)
    ]
    guides = [
        Guide(
            **declared(10**6 + number, 6, 4, None),
            capacity=capacity,
            kinds=frozenset(Kind),
            wishes=wished(0, requests, 0.1),
        )
        for number in range(ambassadors)
    ]
    return seekers, guides


def round_of(requests: int) -> dict:
    import time  # noqa: PLC0415

    from ambassadors.help.matching import match  # noqa: PLC0415

    seekers, guides = people(requests, requests // 20)
    cpu = time.process_time()
    result = match(seekers, guides)
    cpu, peak = time.process_time() - cpu, peak_mib()
    again = match(seekers[::-1], guides[::-1]) if requests <= COMPARED else result
    figures = {
        "ms": {"process": round(1000 * cpu)},
        "peak_mib": peak,
        "fit_percent_of_bound": round(100 * result.total / result.bound, 3),
        "gap_percent": round(100 * result.gap, 4),
        "unassigned": len(result.unassigned),
        "load_cost": result.load_cost,
        "same_in_another_order": again == result,
    }
    if requests > COMPARED:
        return figures
    for name, total, left in _others(seekers, guides):
        figures[name] = {"percent": round(100 * total / result.bound, 2), "unassigned": left}
    return figures


def _others(seekers, guides):
    """(name, total, left without) of simpler ways, with the same points and the same costs."""
    import numpy as np  # noqa: PLC0415

    from ambassadors.help.matching.assignment import best_candidates  # noqa: PLC0415
    from ambassadors.help.matching.frame import scoring_frame  # noqa: PLC0415

    frame = scoring_frame(seekers, guides)
    edges = best_candidates(frame, 60)
    order = np.argsort(-edges.points, kind="stable")
    greedy = _Filling(frame, guides)
    columns = (edges.seekers[order], edges.guides[order], edges.points[order])
    for seeker, guide, points in zip(*(each.tolist() for each in columns), strict=True):
        greedy.take(seeker, guide, points)
    greedy.place_the_rest()
    served = _Filling(frame, guides)
    served.place_the_rest()
    drawn = _Filling(frame, guides, draw=np.random.default_rng(7))
    drawn.place_the_rest()
    for name, each in (("greedy", greedy), ("first_come", served), ("random", drawn)):
        yield name, each.total, len(seekers) - len(each.placed)


class _Filling:
    """Seekers one by one, each once, as long as the guide has a place."""

    def __init__(self, frame, guides, draw=None):
        import numpy as np  # noqa: PLC0415

        self.frame, self.draw = frame, draw
        self.room = np.array([guide.capacity for guide in guides])
        self.load = np.zeros(len(guides), dtype=int)
        self.placed: set[int] = set()
        self.total = 0

    def take(self, seeker: int, guide: int, points: int) -> None:
        from ambassadors.help.matching import load_cost  # noqa: PLC0415

        if seeker in self.placed or self.room[guide] == self.load[guide]:
            return
        self.total += points - load_cost(int(self.load[guide]))
        self.load[guide] += 1
        self.placed.add(seeker)

    def place_the_rest(self) -> None:
        import numpy as np  # noqa: PLC0415

        for rows in self.frame.blocks():
            block = self.frame.points(rows)
            for seeker in range(rows.start, rows.stop):
                if seeker in self.placed:
                    continue
                points = np.where(self.load < self.room, block[seeker - rows.start], -1)
                if points.max() < 0:
                    continue
                possible = np.flatnonzero(points >= 0)
                guide = self.draw.choice(possible) if self.draw else int(points.argmax())
                self.take(seeker, int(guide), int(points[guide]))


def urgent(ambassadors: int) -> dict:
    """After a first one, which loads the solver. Each is another person."""
    import time  # noqa: PLC0415

    from ambassadors.help.matching import match  # noqa: PLC0415

    seekers, guides = people(TURNS + 1, ambassadors)
    match(seekers[:1], guides)
    cpu = time.process_time()
    for seeker in seekers[1:]:
        match([seeker], guides)
    cpu = time.process_time() - cpu
    return {"ms": {"process": round(1000 * cpu)}, "requests": TURNS, "ambassadors": ambassadors}


if __name__ == "__main__":
    what, size = sys.argv[1:]
    print(json.dumps({"round": round_of, "urgent": urgent}[what](int(size))))
