"""Read shared rates, ours and those of others: published rates of whole organisations, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Value
from django.db.models.functions import Coalesce

from adoption.foundation.indicators import ACCOUNT, CHAIN, HABIT, KNOWN, USED
from adoption.foundation.periods import Month
from adoption.foundation.rates import HIDDEN, LEAST_FOR_RATES, Measure, share_of_population
from adoption.publishing.models import Figure, Publication
from adoption.sharing.enums import Sector
from adoption.sharing.models import SharedMonth, SharingProfile
from adoption.sharing.signed_figures import RATES, Bounds, size_band
from cms.models import Portal
from people.models import Team


STEPS = {
    "coverage": KNOWN.code,
    "account": ACCOUNT.code,
    "used": USED.code,
    "habit": HABIT.code,
}
VERSIONS = {definition.code: definition.version for definition in CHAIN}
FORMER_VERSIONS = dict.fromkeys(VERSIONS, 2)  # rates of the people known: taken in, not compared


def sharing_profile() -> SharingProfile:
    return SharingProfile.objects.filter(pk=1).first() or SharingProfile(pk=1)


@dataclass(frozen=True, slots=True)
class OwnRates:
    """Rates of months with at least 50 people. `people`: of the latest of them."""

    months: Mapping[Month, Mapping[str, Bounds]]
    people: int

    @property
    def band(self) -> str:
        return size_band(self.people) if self.months else ""


def own_rates(portal: Portal, *, until: date | None = None) -> OwnRates:
    """Rates as the organisation’s own page shows them. One query."""
    out = Publication.objects.out().filter(portal=portal)
    if until is not None:
        out = out.filter(month__lte=until)
    rows = (
        Figure.objects.filter(publication__in=out, team__code=Team.ROOT_CODE)
        .order_by("publication__month", "pk")
        .values_list("publication__month", "indicator", "low", "high", "population")
    )
    months: dict[Month, dict[str, Measure]] = {}
    people: dict[Month, int] = {}
    for day, code, low, high, population in rows.filter(population__gte=LEAST_FOR_RATES):
        month = Month.containing(day)
        people[month] = population
        counts = months.setdefault(month, {})
        if low is not None:
            counts[code] = Measure(low, high, population)
    rates = {month: _rates(counts) for month, counts in months.items()}
    return OwnRates(rates, people[max(people)] if people else 0)


def disclosure_parameters_of(portal: Portal, month: Month) -> dict[str, int]:
    """Disclosure parameters of a published month. One query."""
    parameters = Publication.objects.out().get(portal=portal, month=month.first_day).parameters
    return {name: parameters[name] for name in ("threshold", "coalition")}


def _rates(counts: Mapping[str, Measure]) -> dict[str, Bounds]:
    """Compute rates; hidden ones are left out, as if never computed."""
    return {
        name: Bounds(int(rate.rounded().low), int(rate.rounded().high))
        for name in RATES
        if (rate := share_of_population(counts.get(STEPS[name], HIDDEN))) is not None
    }


# --- Beside others -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OtherRates:
    """Rates of another organisation. `name`: its own; empty where it stays anonymous."""

    name: str
    sector: str
    band: str
    months: Mapping[Month, Mapping[str, Bounds]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`months`: those for which this organisation and another have figures, oldest first.

    `former`: how many months of others are left out, since they are rates of the people known.
    """

    portal: Portal
    own: OwnRates
    others: tuple[OtherRates, ...]
    months: tuple[Month, ...]
    former: int = 0

    def of(self, month: Month, rate: str) -> Bounds | None:
        return self.own.months.get(month, {}).get(rate)

    def of_others(self, month: Month, rate: str) -> list[tuple[OtherRates, Bounds]]:
        return [
            (other, bounds)
            for other in self.others
            if (bounds := other.months.get(month, {}).get(rate)) is not None
        ]


def comparison_of(portal: Portal) -> Comparison:
    """Read the comparison. Two queries, however many organisations."""
    own, (others, former) = own_rates(portal), others_of_this_kind()
    theirs = {month for other in others for month in other.months}
    months = tuple(sorted(theirs & set(own.months)))
    return Comparison(portal, own, tuple(others), months, former)


class _Sender(NamedTuple):
    """How an organisation presents itself, and its unique key."""

    label: str
    sector: str
    size_band: str
    public_key: str


def others_of_this_kind() -> tuple[list[OtherRates], int]:
    """Other organisations with a portal of the kind that this one declares, and how many months are left out.

    In the order of their names; those that keep theirs come after, by sector, size and key. One query.
    """
    kind = SharingProfile.objects.filter(pk=1).values("portal_kind")
    rows = SharedMonth.objects.filter(
        portal_kind=Coalesce(kind, Value(SharingProfile().portal_kind))
    ).order_by("organisation", "month")
    columns = [f"organisation__{field}" for field in _Sender._fields]
    months: dict[_Sender, dict[Month, dict[str, Bounds]]] = {}
    former = 0
    for *said, month, definitions, rates in rows.values_list(
        *columns, "month", "definitions", "rates"
    ):
        if definitions != USED.version:
            former += 1
            continue
        months.setdefault(_Sender(*said), {})[Month.containing(month)] = {
            name: Bounds(*ends) for name, ends in rates.items()
        }
    others = [
        OtherRates(sender.label, str(Sector(sender.sector).label), sender.size_band, months[sender])
        for sender in sorted(months, key=lambda sender: (not sender.label, sender))
    ]
    return others, former
