"""Fill a portal's tables with some data for everything that adoption's pages show.

`months` months are out, October 2026 the last. Figures are what a publication might hold, not what any use
of the staff comes to: pages read nothing else.
"""

from datetime import timedelta
from uuid import uuid4

from adoption.contacts.enums import Tap
from adoption.contacts.models import (
    ContactChange,
    ContactVolume,
    OwnChannel,
    TallyFigure,
    TallyPublication,
)
from adoption.experiments.enums import EvaluationOutcome
from adoption.experiments.models import Evaluation, Experiment, ExperimentTeam
from adoption.foundation.indicators import CHAIN
from adoption.publishing.disclosure import further as codes
from adoption.publishing.enums import ReachMeasure
from adoption.publishing.models import (
    CoachingFigure,
    Figure,
    OrganisationFigure,
    PartFigure,
    Publication,
    ReachFigure,
    ReachPublication,
)
from adoption.report.actions.decisions import set_contact_time
from adoption.sharing.models import OtherOrganisation, SharedMonth, SharingProfile
from adoption.surveys.enums import SurveyKind
from adoption.surveys.models import SurveyEdition, SurveyFigure, SurveyPublication, SurveyRound
from adoption.targets.models import Target
from adoption.team_actions.enums import TeamActionKind
from adoption.team_actions.models import TeamAction, TeamCover
from people.models import Team
from tests.access.surveys import load_surveys
from tests.adoption.conftest import OCTOBER
from tests.people.factories import SiteFactory


PARAMETERS = {
    "threshold": 10,
    "coalition": 3,
    "edge": 5,
    "closing_day": 5,
    "partition": "managers",
}
SHARES = (0.8, 0.6, 0.4, 0.15)  # known, account, used, habit, of the staff
COUNTS = {
    codes.ACTIVE: 40, codes.BEGAN: 20, codes.FIRST_STEPS: 12, codes.KEPT: 30, codes.NEW_KEPT: 9,
    codes.IDLE: 20, codes.STOPPED: 11, codes.NEW_STOPPED: 3, codes.NEVER: 5, codes.ADVANCED: 8,
}  # fmt: skip


def fill(portal, teams, *, months=24):
    """Fill the tables and return the latest publication. `teams`: with the organisation first."""
    out = [_publication(portal, back, teams) for back in range(months)]
    fill_beside(out)
    for place, team in enumerate(teams):
        _target(portal, team, out[0])
        _actions(out[0], team)
        add_experiment(portal, [team], place, is_evaluated=place == 0)
        TeamCover.objects.create(team=team, month=out[0].month, staff=60, ambassadors=0)
    set_contact_time(
        portal=portal, minutes_low=4, minutes_high=8, basis="Relevé de mars", hour_cost_low=28,
        hour_cost_high=40, ambassador_minutes_low=30, ambassador_minutes_high=60,
    )  # fmt: skip
    return out[0]


def fill_beside(out):
    """Add figures of the whole organisation. `out`: publications of one portal, the latest first."""
    for publication in out:
        if publication.month.month % 3 == 0:
            _quarter(publication)
        _contacts(publication.portal, publication.month)
        _desks(publication.portal, publication.month)
        for part in ("managers", "others"):
            PartFigure.objects.create(publication=publication, part=part, **of(200, 70))
    _others(out)
    hold_barometer(out[0].month)
    _learning(out[0].month.replace(month=7))


def of(population, count):
    return {"kind": "exact", "population": population, "low": count, "high": count}


def _publication(portal, back, teams):
    publication = Publication.objects.create(
        portal=portal,
        month=OCTOBER.shifted(-back).first_day,
        status="published",
        populations=len(teams),
        parameters=PARAMETERS,
    )
    for team in teams:
        size = 400 if team.code == Team.ROOT_CODE else 60
        for each, share in zip(CHAIN, SHARES, strict=True):
            count = round(size * share) - back // 4
            Figure.objects.create(
                publication=publication, team=team, team_name=team.name, indicator=each.code,
                **of(size, count),
            )  # fmt: skip
    return publication


def _quarter(publication):
    for code, count in COUNTS.items():
        OrganisationFigure.objects.create(
            publication=publication, indicator=code, version=1, **of(400, count)
        )
    for place in range(3):
        OrganisationFigure.objects.create(
            publication=publication, indicator=codes.SERVICE, part=f"service-{place}",
            part_name=f"Service {place}", version=1, **of(400, 30 - place),
        )  # fmt: skip


def _contacts(portal, month):
    own, _made = OwnChannel.objects.get_or_create(slug="rendez-vous", name="Rendez-vous")
    for place, channel in enumerate(("phone", "desk", own.slug)):
        count = 900 - 100 * place + 7 * month.month
        ContactVolume.objects.create(portal=portal, month=month, channel=channel, count=count)
    ContactChange.objects.create(
        portal=portal, month=month, channel="phone", old=1, new=2, door="form"
    )


def _desks(portal, month):
    publication = TallyPublication.objects.create(portal=portal, month=month, staff=40)
    for place, tap in enumerate(Tap):
        low = 300 + 20 * month.month + place
        TallyFigure.objects.create(
            publication=publication, staff=40, tap=tap, low=low, high=low + 100
        )
    site = SiteFactory()
    TallyFigure.objects.create(
        publication=publication, site=site, site_name=site.name, staff=20, tap=Tap.OPENED, low=200
    )


def hold_barometer(month):
    load_surveys()
    edition = SurveyEdition.objects.filter(survey=SurveyKind.BAROMETER).first()
    held = SurveyRound.objects.create(
        survey=SurveyKind.BAROMETER, edition=edition, opened_on=month,
        closes_on=month + timedelta(days=14), closed_on=month + timedelta(days=20), asked=400,
    )  # fmt: skip
    publication = SurveyPublication.objects.create(round=held)
    for question in edition.text.questions:
        for option in question.values:
            SurveyFigure.objects.create(
                publication=publication, question=question.key, option=option, **of(400, 70)
            )


def _learning(quarter):
    reach = ReachPublication.objects.create(
        quarter=quarter, parameters={"edge": 5, "least_population": 50}
    )
    path = uuid4()
    for measure in ReachMeasure:
        ReachFigure.objects.create(
            publication=reach, path_uuid=path, path_title="Premiers pas",
            measure=measure, **of(400, 120),
        )  # fmt: skip
    CoachingFigure.objects.create(quarter=quarter, version=1, **of(400, 60))


def _others(out):
    profile = SharingProfile.objects.create(pk=1)
    for place in range(3):
        other = OtherOrganisation.objects.create(
            public_key=f"{place:064}", known_as=f"Habitat {place}", label=f"Habitat {place}",
            size_band="200-499", sector="housing", trusted_on=out[0].month,
        )  # fmt: skip
        for each in out:
            SharedMonth.objects.create(
                organisation=other, portal_kind=profile.portal_kind, month=each.month,
                definitions=3, rates={"account": [60, 64], "used": [40 + place, 44 + place]},
            )  # fmt: skip


def _target(portal, team, latest):
    Target.objects.create(
        portal=portal, team=team, indicator="used", percent=80,
        start=OCTOBER.shifted(-5).first_day, by=OCTOBER.shifted(7).first_day, set_on=latest.month,
    )  # fmt: skip


def _actions(latest, team):
    for place, kind in enumerate(kind for kind in TeamActionKind if kind != TeamActionKind.PATH):
        TeamAction.objects.create(
            team=team, portal=latest.portal, publication=latest, kind=kind, noted_on=latest.month,
            planned_on=latest.month + timedelta(days=30),
            done_on=latest.month if place > 2 else None,
        )  # fmt: skip


def add_experiment(portal, teams, place, *, is_evaluated):
    """Add an experiment that waits for its decision if evaluated, else is under way."""
    made = Experiment.objects.create(
        kind="experiment", title=f"Essai {place}", hypothesis="Une démarche chaque mardi.",
        portal=portal, starts_on=OCTOBER.shifted(-2).first_day, months=3 if is_evaluated else 6,
        target=10, announced=True, words=f"essai {place} une demarche chaque mardi.",
    )  # fmt: skip
    ExperimentTeam.objects.bulk_create(
        ExperimentTeam(experiment=made, team=team, starts_on=made.starts_on) for team in teams
    )
    if is_evaluated:
        Evaluation.objects.create(
            experiment=made, design=f"{place}", outcome=EvaluationOutcome.ROSE, estimate=12, low=4,
            high=20, early=0, early_low=-3, early_high=3, treated_teams=6, treated_people=60,
            compared_teams=6, compared_people=60,
        )  # fmt: skip
