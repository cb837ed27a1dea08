"""A run beside the figures of the last release, in bare pages: what a machine takes for one tells how fast it is.

Pure. The costs of a part: by what was measured, the milliseconds of processor of each server or process.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


BARE, SIGNED_IN = "bare page", "bare page, signed in"
TOLERATED = 0.15
Costs = Mapping[str, Mapping[str, float]]
Ratios = Mapping[str, float]


@dataclass(frozen=True)
class Row:
    name: str
    ms: Mapping[str, float]
    ratio: float
    kept: float | None  # the ratio of the last release

    @property
    def change(self) -> float | None:
        return None if self.kept is None else self.ratio / self.kept - 1

    @property
    def is_slower(self) -> bool:
        return self.change is not None and self.change > TOLERATED


def rows(costs: Costs, bare_ms: float, kept: Ratios) -> list[Row]:
    return [
        Row(name, ms, round(sum(ms.values()) / bare_ms, 2), kept.get(name))
        for name, ms in costs.items()
    ]


def table(part: list[Row]) -> Iterator[str]:
    """Lines for a terminal: each server, all, how many bare pages that is, the same at the last release, the change."""
    if not part:
        return
    width = max(len(row.name) for row in part)
    servers = list(part[0].ms)
    yield _line("", width, [*servers, "all ms", "bare", "release", "change"])
    for row in part:
        ms = [_number(row.ms.get(server, 0)) for server in servers]
        told = [_number(sum(row.ms.values())), _number(row.ratio)]
        if row.kept is None or row.change is None:
            told += ["new", ""]
        else:
            told += [_number(row.kept), f"{row.change:+.0%}{' !' if row.is_slower else ''}"]
        yield _line(row.name, width, [*ms, *told])


def complaints(part: str, measured: list[Row], kept: Ratios) -> Iterator[str]:
    """A line for each figure that is worse than tolerated, and for each that the release has and this run lacks."""
    for row in measured:
        if row.is_slower:
            yield (
                f"{part}: {row.name} costs {_number(row.ratio)} bare pages, {_number(row.kept or 0)} at the last "
                f"release ({row.change:+.0%}; {TOLERATED:.0%} is tolerated)"
            )
    for name in kept.keys() - {row.name for row in measured}:
        yield f"{part}: {name} is no longer measured"


def _line(name: str, width: int, cells: list[str]) -> str:
    return f"    {name:{width}}" + "".join(f"{cell:>10}" for cell in cells)


def _number(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}" if value >= 1000 else f"{value:.1f}"
