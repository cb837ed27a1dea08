"""How often the first thing that a team is advised to do rests on a fact of its own, on the seeded demo database."""

from collections import Counter
from typing import Any

from adoption.dashboards.queries.managers import organisation_name, teams_with_ancestors
from adoption.publishing.queries.published import publications_of, read_populations
from adoption.publishing.words.presentation import shown_chain
from adoption.team_actions.advice import OF_THE_TEAM, Reason, suggestions
from adoption.team_actions.enums import TITLES
from adoption.team_actions.queries.organisation_summary import organisation_summary
from adoption.team_actions.queries.surroundings import surroundings_of
from adoption.team_actions.queries.team_actions import (
    resting_kinds,
    under_way_or_recent,
    with_coverage,
)
from adoption.team_actions.words import Advised, advice_facts
from cms.models import Portal
from core.dates import today
from people.models import Team


def measure() -> dict[str, Any]:
    """Advise each team of the first open portal as its own manager reads it; the organisation itself is no team.

    Two suggestions are the same where they say to do the same, whatever fact, site, day or practice they name.
    """
    on, portal = today(), Portal.objects.open().order_by("pk")[0]
    publications = publications_of(portal)
    paths = Team.objects.open().exclude(code=Team.ROOT_CODE).values_list("path", flat=True)
    lineages = teams_with_ancestors(list(paths), organisation=organisation_name())
    told = dict(with_coverage(Team.objects.open()).values_list("pk", "ambassadors"))
    barometer = organisation_summary(publications).barometer
    first: Counter[str] = Counter()
    for reading in read_populations(portal, publications, lineages):
        team: Any = reading.team
        team.ambassadors = told[team.pk]
        _waiting, over = under_way_or_recent(team=team, portal=portal, on=on)
        around = surroundings_of(team, portal, on=on, follows=True)
        chosen = shown_chain(reading)
        advised = Advised(reading, chosen, around, barometer, resting_kinds(over, on=on))
        found = suggestions(advice_facts(advised))
        first[f"{found[0].kind}, {found[0].reason}" if found else "none"] += 1
    things: Counter[str] = Counter()
    for name, count in first.items():
        kind, _comma, reason = name.partition(", ")
        things[str(TITLES.get(Reason(reason), kind)) if reason else kind] += count
    teams = first.total()
    own = sum(n for name, n in first.items() if name.rpartition(" ")[2] in OF_THE_TEAM)
    return {
        "teams": teams,
        "share_with_a_fact_of_their_own": round(own / teams, 3),
        "share_of_the_most_frequent": round(max(things.values()) / teams, 3),
        "first_suggestions": dict(first.most_common()),
    }
