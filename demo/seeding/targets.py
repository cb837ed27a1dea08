"""Seed two targets, and the training manager’s saved view of the table."""

from collections.abc import Mapping
from urllib.parse import urlencode

from adoption.dashboards.actions.saved_views import save_view
from adoption.foundation.periods import Month
from adoption.foundation.rates import share_of_population
from adoption.publishing.models import Figure, Publication
from adoption.targets.actions import set_target
from adoption.targets.enums import TargetIndicator
from cms.models import Portal
from people.models import Person, Team


BACK, AHEAD = 5, 3  # months: from the published one of then, to come after the latest one


def seed_targets(portal: Portal, cast: Mapping[str, Person]) -> None:
    """Set two for the organisation: a usage rate, and a habit rate that asks for more than the present pace."""
    out = list(Publication.objects.out().filter(portal=portal).order_by("-month")[: BACK + 1])
    if not out:
        return
    root = Team.objects.get(code=Team.ROOT_CODE)
    start, latest = Month.containing(out[-1].month), Month.containing(out[0].month)
    for indicator, more in ((TargetIndicator.USED, 20), (TargetIndicator.HABIT, 40)):
        rate = _rate(out[-1], root, indicator)
        if rate is not None:
            set_target(
                portal=portal,
                team=root,
                indicator=indicator,
                percent=min(95, 5 * round((rate + more) / 5)),
                by=latest.shifted(AHEAD),
                start=start,
                today=out[-1].published_at.date(),
            )
    save_view(
        person=cast["training_manager"],
        name="Directions, usage du mois",
        query=urlencode({"portail": portal.slug, "indicateur": "used", "niveaux": "1"}),
    )


def _rate(publication: Publication, team: Team, indicator: TargetIndicator) -> float | None:
    figure = Figure.objects.filter(publication=publication, team=team, indicator=indicator).first()
    found = share_of_population(figure.as_measure) if figure else None
    return None if found is None else found.low
