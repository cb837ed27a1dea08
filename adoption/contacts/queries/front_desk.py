"""Read who stands at a desk and where, what was recorded there in a month, and what is published of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from adoption.contacts.enums import Tap
from adoption.contacts.models import TallyBox, TallyFigure, TallyPublication
from adoption.foundation.periods import Month, months_between
from adoption.foundation.rates import Rate
from adoption.publishing.disclosure.tally import HIDDEN_TAPS, TapRange, weeks_of_month
from adoption.usage.queries.scope import positions_in_scope
from cms.models import Portal
from people.enums import PublicContact
from people.models import Person, Position, Site


WITHHELD = "withheld"  # among the parameters of a publication: counts were lost, all is hidden
WINDOW = 13  # months on the page: a year, and the same month before it


def desk_sites_of(person: Person, *, on: date) -> list[Site]:
    """Return the desk sites of a person on a day: that of the primary position first."""
    held = Position.objects.held_on(on).filter(person=person).exclude(site=None)
    held = held.select_related("site").order_by("-is_primary", "started_on", "pk")
    return list({position.site_id: position.site for position in held}.values())


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """Input of a month's publication. `sizes`: people at each site's desk throughout; `counts`: by site and tap."""

    sizes: Mapping[int, int]
    elsewhere: int
    names: Mapping[int, str]
    counts: Mapping[tuple[int | None, str], int]

    @property
    def staff(self) -> int:
        return self.elsewhere + sum(self.sizes.values())

    def total(self, tap: Tap) -> int:
        return sum(count for (_site, each), count in self.counts.items() if each == tap)


def desk_facts(portal: Portal, month: Month) -> DeskFacts:
    """Read the facts that a month is published from. Three queries, and two for the portal's scope."""
    weeks = weeks_of_month(month)
    held = _at_a_desk(portal, weeks[0].monday, weeks[-1].last_day)
    people = dict(held.order_by("started_on", "pk").values_list("person", "site"))
    sizes: Counter[int | None] = Counter(people.values())
    elsewhere = sizes.pop(None, 0)
    counts: Counter[tuple[int | None, str]] = Counter()
    boxes = TallyBox.objects.filter(portal=portal, monday__in=[week.monday for week in weeks])
    for site, noted in boxes.order_by("pk").values_list("site", "counts"):
        counts.update({(site, tap): count for tap, count in noted.items()})
    known = {site: size for site, size in sizes.items() if site is not None}
    names = dict(Site.objects.filter(pk__in=known).order_by().values_list("pk", "name"))
    return DeskFacts(known, elsewhere, names, counts)


def _at_a_desk(portal: Portal, first: date, last: date) -> QuerySet[Position]:
    """Select primary positions in contact with the public, held throughout, in the portal's scope."""
    staff = Person.objects.staff().employed_throughout(first, last).proven_before(first)
    held = Position.objects.primary().held_on(first).held_on(last)
    held = held.filter(contact=PublicContact.FRONT_OFFICE, person__in=staff.order_by().values("pk"))
    return positions_in_scope(held, portal)


# --- What is out ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SiteTaps:
    name: str
    staff: int
    taps: Mapping[str, TapRange]


@dataclass(frozen=True, slots=True)
class DeskHistory:
    """Data of the desks page. `months`: without a gap, the latest last; none before the first publication.

    `whole`: by month and tap, of all desks together. `sites`: those of the latest month that have figures
    of their own. `rates`: the published usage rates of staff. `withheld`: months hidden because counts were lost.
    """

    portal: Portal
    months: tuple[Month, ...]
    whole: Mapping[tuple[Month, str], TapRange]
    sites: tuple[SiteTaps, ...]
    rates: Mapping[Month, Rate]
    withheld: tuple[Month, ...] = ()

    def of(self, tap: Tap, month: Month | None = None) -> TapRange:
        return self.whole.get((month or self.months[-1], tap), HIDDEN_TAPS)

    def series(self, tap: Tap) -> list[TapRange]:
        return [self.of(tap, month) for month in self.months]


def read_desk_history(portal: Portal, rates: Mapping[Month, Rate]) -> DeskHistory:
    """Read the data of the desks page. Two queries."""
    out = TallyPublication.objects.filter(portal=portal).order_by("-month")
    rows = list(out.values_list("pk", "month", "parameters")[:WINDOW])
    if not rows:
        return DeskHistory(portal, (), {}, (), {})
    publications = {pk: month for pk, month, _parameters in rows}
    latest, first = max(publications.values()), min(publications.values())
    whole, sites = _figures(publications, Q(site=None) | Q(publication__month=latest))
    months = tuple(months_between(Month.containing(first), Month.containing(latest)))
    rates = {month: rate for month, rate in rates.items() if month in months}
    withheld = tuple(
        Month.containing(month) for _pk, month, parameters in rows if parameters.get(WITHHELD)
    )
    return DeskHistory(portal, months, whole, sites, rates, withheld)


def _figures(
    publications: Mapping[int, date], wanted: Q
) -> tuple[dict[tuple[Month, str], TapRange], tuple[SiteTaps, ...]]:
    """Read the figures of all desks together, and of single sites where `wanted` has them."""
    whole: dict[tuple[Month, str], TapRange] = {}
    sites: dict[tuple[str, int], dict[str, TapRange]] = {}
    rows = TallyFigure.objects.filter(wanted, publication__in=publications).order_by("pk")
    columns = "publication", "site", "site_name", "staff", "tap", "low", "high"
    for publication, site, name, staff, tap, low, high in rows.values_list(*columns):
        if site is None:
            whole[Month.containing(publications[publication]), tap] = TapRange(low, high)
        else:
            sites.setdefault((name, staff), {})[tap] = TapRange(low, high)
    return whole, tuple(SiteTaps(name, staff, taps) for (name, staff), taps in sites.items())
