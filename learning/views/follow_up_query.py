"""Parses the query string of the pages that follow mandatory training."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import pgettext

from core.dates import today
from core.typography import day_text
from learning.enums import FollowUpState
from learning.models import Enrolment, Path
from learning.policies import may_follow_everybody, people_followed_by, teams_followed_by
from learning.queries.mandatory import filter_by_state, mandatory_enrolments_in_bulk
from learning.queries.programme import mandatory_paths
from learning.queries.small_group_access import PeopleSelection
from people.forms.teams import WORDS, TeamChoice, are_many
from people.models import Job, Person, Position, Site, Team
from people.queries.staff import in_team_subtree
from people.queries.teams import sorted_in_tree_order


TEAM, PATH, SITE, JOB, STATE, PAGE = "equipe", "parcours", "site", "metier", "etat", "page"
OF_MANAGERS = {TEAM, PATH, STATE, PAGE}
OF_TRAINING = OF_MANAGERS | {SITE, JOB}


@dataclass(frozen=True)
class FollowUpQuery:
    """The parsed query string, as far as this person may see what it asks for."""

    on: date
    chooses_place: bool
    chosen: dict[str, Any]
    open_teams: QuerySet[Team]
    team_choice: TeamChoice
    sites: list[Site]
    jobs: list[Job]
    paths: list[Path]
    followed: QuerySet[Person]
    people: QuerySet[Person]

    @property
    def team(self) -> Team | None:
        return self.chosen.get(TEAM)

    @property
    def path(self) -> Path | None:
        return self.chosen.get(PATH)

    @cached_property
    def teams(self) -> list[Team]:
        """Return the teams to choose from; none where they are many, and searched for."""
        return [] if self.is_team_searched else sorted_in_tree_order(self.open_teams)

    @cached_property
    def is_team_searched(self) -> bool:
        return are_many(self.open_teams)

    @property
    def site(self) -> Site | None:
        return self.chosen.get(SITE)

    @property
    def job(self) -> Job | None:
        return self.chosen.get(JOB)

    @property
    def state(self) -> str:
        return self.chosen.get(STATE) or ""

    @property
    def is_filtered(self) -> bool:
        return any(self.chosen.values()) or self.team_choice.is_undecided

    @property
    def are_all(self) -> bool:
        """Return whether no choice of a place narrows the whole staff."""
        narrows = self.team or self.site or self.job or self.team_choice.is_undecided
        return self.chooses_place and not narrows

    @property
    def paths_shown(self) -> list[Path]:
        return [self.path] if self.path else self.paths

    @cached_property
    def everything(self) -> QuerySet[Enrolment]:
        return mandatory_enrolments_in_bulk(
            self.paths_shown, self.people, on=self.on, are_all=self.are_all
        )

    @property
    def rows(self) -> QuerySet[Enrolment]:
        return filter_by_state(self.everything, self.state)

    @cached_property
    def choice(self) -> PeopleSelection:
        """Return the choice with what stands around it, from which its numbers may be subtracted."""
        places = [name for name in (SITE, JOB) if self.chosen.get(name)]
        above = self.open_teams.filter(path__in=_paths_above(self.team)) if self.team else ()
        return PeopleSelection(
            self.people,
            nearby=tuple(self._with(**{name: None}) for name in places),
            above=tuple(self._with(**{TEAM: above_team}) for above_team in [*above, None])
            if self.team
            else (),
        )

    def _with(self, **changed: Any) -> QuerySet[Person]:
        return _within(self.followed, self.chosen | changed, self.on)

    def query(self, *names: str, **changed: Any) -> str:
        """Return the query string of the same, or of `names` of it, but for what is changed."""
        chosen = {
            name: thing
            for name, thing in (self.chosen | changed).items()
            if thing and (not names or name in names or name in changed)
        }
        written = {
            name: thing.uuid if name == PATH else getattr(thing, "pk", thing)
            for name, thing in chosen.items()
        }
        return f"?{urlencode(written)}" if written else ""


def parse_follow_up_query(request, known: set[str], *, paths: bool = True) -> FollowUpQuery:
    """Parse the query; 404 for whatever is not theirs to ask."""
    given, on, viewer = request.GET, today(), request.user
    known = known | {f"{TEAM}{WORDS}"} if TEAM in known else known
    if set(given) - known or any(len(given.getlist(name)) != 1 for name in given):
        raise Http404
    people = people_followed_by(viewer, on=on)
    open_teams = teams_followed_by(viewer, on=on).open().exclude(code=Team.ROOT_CODE)
    team_choice = _team_choice(open_teams, given)
    chooses_place = may_follow_everybody(viewer)
    sites = list(Site.objects.order_by("name")) if chooses_place and SITE in known else []
    jobs = list(Job.objects.order_by("name")) if chooses_place and JOB in known else []
    to_follow = mandatory_paths(people) if paths else []
    chosen = {
        TEAM: team_choice.team,
        PATH: _one_of({str(path.uuid): path for path in to_follow}, given.get(PATH)),
        SITE: _one_of({str(site.pk): site for site in sites}, given.get(SITE)),
        JOB: _one_of({str(job.pk): job for job in jobs}, given.get(JOB)),
        STATE: _one_of({value: value for value in FollowUpState.values}, given.get(STATE)),
    }
    within = people.none() if team_choice.is_undecided else _within(people, chosen, on)
    return FollowUpQuery(
        on, chooses_place, chosen, open_teams, team_choice, sites, jobs, to_follow, people, within
    )


def _team_choice(teams: QuerySet[Team], given: QueryDict) -> TeamChoice:
    try:
        choice = TeamChoice(teams, given, TEAM)
    except ValidationError as error:
        raise Http404 from error
    if choice.team and given.get(TEAM) and not given[TEAM].isascii():
        raise Http404
    return choice


def _paths_above(team: Team) -> list[str]:
    return [team.path[:end] for end in range(Team.steplen, len(team.path), Team.steplen)]


def _within(people: QuerySet[Person], chosen: dict[str, Any], on: date) -> QuerySet[Person]:
    if chosen[TEAM]:
        people = in_team_subtree(people, chosen[TEAM], on)
    places = {name: chosen[key] for key, name in ((SITE, "site"), (JOB, "job")) if chosen[key]}
    if places:
        positions = Position.objects.primary().held_on(on).filter(**places).order_by()
        people = people.filter(pk__in=positions.values("person"))
    return people


def _one_of(things: dict[str, Any], text: str | None) -> Any:
    """Return the thing that is written so; nothing for an empty choice."""
    if not text:
        return None
    if text not in things:
        raise Http404
    return things[text]


def follow_up_tabs(request, asked: FollowUpQuery, current: str) -> list[dict[str, Any]]:
    """Return the tabs of training managers: the list, the programme, who has nothing to do. The place
    chosen is kept."""
    if not may_follow_everybody(request.user):
        return []
    place_query = asked.query(TEAM, SITE, JOB)
    return [
        {
            "label": label,
            "url": f"{reverse(f'learning:{name}')}{place_query}",
            "current": name == current,
            "count": "",
        }
        for name, label in (
            ("mandatory", pgettext("mandatory training", "People")),
            ("programme", pgettext("mandatory training", "Programme")),
            ("nothing_to_do", pgettext("mandatory training", "Nothing to do")),
        )
    ]


def leads_training(request) -> bool:
    return may_follow_everybody(request.user)


def day_cell(day: date | None) -> str:
    return day_text(day, "SHORT_DATE_FORMAT") if day else ""
