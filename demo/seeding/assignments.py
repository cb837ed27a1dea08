"""Seed assignment rules and their outcomes: done, late, exempted, certified, to repeat."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db.models import Min, OuterRef, Subquery

from core.dates import months_before, today
from demo.campaign.model import Campaign
from demo.seeding.learning import WELCOME, do_all
from demo.seeding.organisation import at_work
from demo.seeding.statistics import refresh_statistics
from learning.actions.assignments import apply_rule
from learning.actions.certificates import issue_certificates, share_certificate
from learning.actions.enrolments import enrol_people
from learning.actions.exemptions import exempt
from learning.actions.reminders import send_reminders
from learning.actions.renewals import assign_renewals
from learning.actions.rules import put_in_force, set_criterion
from learning.criteria.builtin import arrived_since_condition
from learning.enums import CertificateDetail, DueRule, ExemptionReason
from learning.models import (
    Assignment,
    AssignmentRule,
    Certificate,
    Enrolment,
    LessonProgress,
    Path,
)
from learning.queries.page_progress import people_of_team
from people.actions.cohorts import add_to_cohort
from people.enums import PublicContact
from people.models import Cohort, Person, Team


DATA, FIRST_WEEKS = "proteger-les-donnees", "vos-premieres-semaines"
EVERYBODY, FIRST_TEAM, AT_THE_DESK, ARRIVALS = (
    "Le RGPD, pour tous",
    "Le RGPD, d’abord à l’accueil",
    "Le portail, pour qui reçoit du public",
    "Nouveaux arrivants",
)
GROUP, LATELY = "Promotion d’automne", timedelta(days=182)
COLLEAGUES, SHARING = 36, 5
REMINDED_BEFORE = timedelta(days=8)  # so that a manager may remind again
EXEMPTIONS = (
    ExemptionReason.DONE_ELSEWHERE,
    ExemptionReason.NOT_CONCERNED,
    ExemptionReason.LONG_ABSENCE,
)


def seed_assignments(campaign: Campaign, cast: Mapping[str, Person]) -> None:
    """Assign paths: the team of the cast's manager was due last week; the others have a month left."""
    data, welcome = (Path.objects.get(slug=slug) for slug in (DATA, WELCOME))
    team = Team.objects.held_by(cast["manager"], today()).first()
    assign_path(welcome, AT_THE_DESK, ago=300, asks={"contact": [PublicContact.FRONT_OFFICE]})
    readers = Person.objects.staff().filter(is_active=True, lesson_progress__isnull=False)
    enrol_people(people=readers.distinct().order_by("pk"), path=welcome)
    refresh_statistics(Enrolment)
    assign_since_first_lesson(welcome)
    assign_path(data, FIRST_TEAM, ago=67, due_days=60, asks={"team": [team.pk]} if team else None)
    assign_path(data, EVERYBODY, ago=60, due_days=90)
    assign_path(Path.objects.get(slug=FIRST_WEEKS), ARRIVALS, ago=0, asks={"arrived_within": [60]})
    for slug, title in campaign.calendar.paths_for_all.items():
        assign_path(Path.objects.get(slug=slug), title, ago=45, due_days=120)
    refresh_statistics()
    seed_assignment_outcomes(cast, data, team)
    name_a_group(cast)


def assign_path(
    path: Path,
    title: str,
    *,
    ago: int,
    due_days: int | None = None,
    asks: dict[str, list[Any]] | None = None,
) -> AssignmentRule:
    """Create a rule in force since so many days, for people who matched then or came since."""
    day = today() - timedelta(days=ago)
    is_mandatory = due_days is not None
    rule = AssignmentRule.objects.create(
        title=title,
        path=path,
        is_mandatory=is_mandatory,
        due=DueRule.RELATIVE if is_mandatory else DueRule.NONE,
        due_days=due_days,
        remind_before=[14, 3] if is_mandatory else [],
        remind_after=[1, 15] if is_mandatory else [],
        tells_manager=is_mandatory,
        made_at=at_work(day),
    )
    for kind, values in (asks or {}).items():
        set_criterion(rule=rule, kind=kind, values=values, is_excluded=False)
    put_in_force(rule=rule)
    apply_rule(rule=rule, on=day)
    refresh_statistics(Assignment, Enrolment)
    given = Assignment.objects.filter(rule=rule)
    given.update(assigned_at=at_work(day))
    new = Enrolment.objects.filter(path=path, enrolled_at__gt=at_work(day))
    new.filter(person__in=given.values("person")).update(enrolled_at=at_work(day))
    apply_rule(rule=rule, on=today())
    return rule


def assign_since_first_lesson(path: Path) -> None:
    """Date self-chosen enrolments from the day of the first lesson."""
    first = (
        LessonProgress.objects.filter(person=OuterRef("person"))
        .order_by()
        .values("person")
        .annotate(first=Min("started_at"))
    )
    here = Enrolment.objects.filter(path=path, person__lesson_progress__isnull=False)
    here.update(enrolled_at=Subquery(first.values("first")))


def seed_assignment_outcomes(cast: Mapping[str, Person], path: Path, team: Team | None) -> None:
    """Complete every other one of the first team, and some colleagues elsewhere; the ambassador long ago."""
    played = [person.pk for person in cast.values()]
    own = people_of_team(team, on=today()).exclude(pk__in=played).order_by("pk") if team else []
    last_week = today() - timedelta(days=7)
    days = {
        person: last_week - timedelta(days=20 - place)
        for place, person in enumerate(own)
        if place % 2 == 0
    }
    days[cast["agent"]] = today() - timedelta(days=18)
    days[cast["manager"]] = today() - timedelta(days=31)
    days[cast["ambassador"]] = months_before(today(), 23)
    for place, person in enumerate(islice(colleagues(path, [*played, *own]), COLLEAGUES)):
        days[person] = today() - timedelta(days=1 + place)
    do_all(path, days)
    issue_certificates()
    share_certificates(cast["agent"], path)
    excuse(cast["training_manager"], path)
    assign_renewals(on=today())
    send_reminders(on=today() - REMINDED_BEFORE)


def colleagues(path: Path, but: Iterable[Person | int]) -> Iterable[Person]:
    """Every third person who has to follow the path."""
    asked = Enrolment.objects.filter(path=path, is_mandatory=True, person__is_active=True)
    left = asked.exclude(person__in=but).order_by("person").select_related("person")
    return (each.person for each in left[::3])


def share_certificates(agent: Person, path: Path) -> None:
    held = Certificate.objects.filter(path=path).order_by("pk")
    for certificate in (held.get(person=agent), *held.exclude(person=agent)[:SHARING]):
        share_certificate(
            certificate=certificate.uuid,
            shows=[CertificateDetail.NAME, CertificateDetail.TITLE, CertificateDetail.DAY],
        )


def excuse(by: Person, path: Path) -> None:
    """Exempt one person of the first team, who would be late; then two others."""
    left = Assignment.objects.in_force().filter(path=path, is_mandatory=True)
    left = left.exclude(person__certificates__path=path).exclude(person__groups__isnull=False)
    for order, reason in zip(("due_on", "-due_on", "-due_on"), reversed(EXEMPTIONS), strict=True):
        assignment = left.order_by(order, "pk").first()
        if assignment is not None:
            exempt(assignment=assignment, reason=reason, by=by)


def name_a_group(cast: Mapping[str, Person]) -> None:
    lately: date = today() - LATELY
    arrived = Person.objects.staff().filter(arrived_since_condition(lately), is_active=True)
    played = [person.pk for person in cast.values()]
    cohort = Cohort.objects.create(name=GROUP)
    add_to_cohort(cohort=cohort, people=arrived.exclude(pk__in=played).order_by("pk"))
