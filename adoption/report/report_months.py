"""The months of a reader's own report: which of those published they are, and how an address writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from adoption.foundation.periods import Month, Quarter
from adoption.report.enums import ReportPeriod


LASTING = {ReportPeriod.LATEST: 1, ReportPeriod.LAST_THREE: 3, ReportPeriod.LAST_TWELVE: 12}


@dataclass(frozen=True, slots=True)
class ReportMonths:
    """A choice of months. `starts_on`: the first day of the year, quarter or month; None for the last ones, whatever they are."""

    period: ReportPeriod
    starts_on: date | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "latest", "last3", "2026", "2026-Q3", "2026-10"; ValueError for anything else."""
        if text in LASTING:
            return cls(ReportPeriod(text))
        if len(text) == 4 and text.isascii() and text.isdigit():
            return cls(ReportPeriod.YEAR, date(int(text), 1, 1))
        if "Q" in text:
            return cls(ReportPeriod.QUARTER, Quarter.parse(text).first_day)
        return cls(ReportPeriod.MONTH, Month.parse(text).first_day)

    def __str__(self) -> str:
        if self.starts_on is None:
            return str(self.period)
        return {
            ReportPeriod.YEAR: f"{self.starts_on:%Y}",
            ReportPeriod.QUARTER: str(Quarter.containing(self.starts_on)),
            ReportPeriod.MONTH: str(Month.containing(self.starts_on)),
        }[self.period]

    def among(self, published: Sequence[date]) -> list[date]:
        """Return those of the published months, in their order, the latest first."""
        if self.period in LASTING:
            return list(published[: LASTING[self.period]])
        return [month for month in published if self._holds(month)]

    def _holds(self, month: date) -> bool:
        first = self.starts_on
        if first is None or month.year != first.year:
            return False
        if self.period == ReportPeriod.QUARTER:
            return Quarter.containing(month) == Quarter.containing(first)
        return self.period == ReportPeriod.YEAR or month == first
