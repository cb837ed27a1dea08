"""Information loss of the protection: how many figures are exact, in a range or hidden, by size of group.

From published figures alone, so that it tells nothing that they do not.
"""

from collections.abc import Iterable
from dataclasses import dataclass


# The least size of each band; the last but one is open, the last is the whole organisation.
BANDS = (0, 10, 15, 25, 50, 100)
ORGANISATION = len(BANDS)


@dataclass(slots=True)
class Loss:
    exact: int = 0
    block: int = 0
    hidden: int = 0

    @property
    def total(self) -> int:
        return self.exact + self.block + self.hidden

    def share(self, kind: str) -> float:
        """Share of the kind, in per cent."""
        count: int = getattr(self, kind)
        return 100 * count / self.total if self.total else 0.0

    def whole_shares(self) -> dict[str, int]:
        """Shares in whole per cent that add up to 100, by largest remainder."""
        kinds = ("exact", "block", "hidden")
        found = {kind: int(self.share(kind)) for kind in kinds}
        left = 100 - sum(found.values()) if self.total else 0
        for kind in sorted(kinds, key=lambda kind: found[kind] - self.share(kind))[:left]:
            found[kind] += 1
        return found

    def add(self, kind: str, count: int) -> None:
        setattr(self, kind, getattr(self, kind) + count)


def losses_by_indicator(
    rows: Iterable[tuple[str, int, str, int]],
) -> dict[str, dict[int, Loss]]:
    """Losses by indicator, then by band, both in order; empty bands are left out.

    rows: indicator, band, kind (exact, block, hidden), how many.
    """
    found: dict[str, dict[int, Loss]] = {}
    for indicator, band, kind, count in rows:
        found.setdefault(indicator, {}).setdefault(band, Loss()).add(kind, count)
    return {indicator: dict(sorted(bands.items())) for indicator, bands in sorted(found.items())}


def sum_losses(bands: Iterable[Loss]) -> Loss:
    total = Loss()
    for band in bands:
        for kind in ("exact", "block", "hidden"):
            total.add(kind, getattr(band, kind))
    return total
