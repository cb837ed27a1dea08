"""Workshops of the demo: a date to come with seats left, a full one with a queue, one without a day, one
under way, and a past one of which those who came have said what they think.
"""

import json
from datetime import datetime, time, timedelta

from django.utils import timezone
from wagtail.models import Locale

from ambassadors.workshops.actions.attendance import record_attendance
from ambassadors.workshops.actions.evaluations import answer_evaluation, close_due_evaluations
from ambassadors.workshops.actions.workshops import add_session, ask_for_seat
from ambassadors.workshops.enums import Wave, WorkshopKind
from ambassadors.workshops.evaluation import QUESTIONS
from ambassadors.workshops.mails import EVALUATION_AT_ONCE, SEAT_GIVEN, SEAT_WAITING
from ambassadors.workshops.models import Seat, Workshop, WorkshopPage, WorkshopSession
from cms.languages import in_source_language
from cms.models import HomePage, Portal
from core.dates import today
from demo.campaign.model import Words
from demo.campaign.model import Workshop as PlannedWorkshop
from demo.generation.model import Demo
from people.models import OutgoingMail, Person, Site


ANSWERS = (4, 3, 4, 3, 2, 4)


def seed_workshops(demo: Demo, portal: Portal) -> None:
    """Create workshops; the cast take no seats but in the first, whose next session shows."""
    played = [member.staff_number for member in demo.cast]
    helpers = [each.staff_number for each in demo.ambassadors]
    people = list(
        Person.objects.staff()
        .filter(is_active=True)
        .exclude(staff_number__in=[*played, *helpers])
        .order_by("staff_number")[:16]
    )
    trainers = list(Person.objects.filter(staff_number__in=helpers).order_by("pk")[:2])
    words = demo.campaign.words
    discovery, across, *others = [_workshop(planned, portal) for planned in words.workshops]
    soon = _session(discovery, in_days=8, seats=12, trainers=trainers)
    full = _session(discovery, in_days=15, seats=8, trainers=trainers[:1])
    undated = _session(across, in_days=None, seats=10, trainers=[])
    first = Person.objects.filter(staff_number__in=played[:1])
    _join(soon, [*first, *people[:5]])
    _join(full, people[5:15])
    _join(undated, people[:4])
    _hold(discovery, trainers[:1], [*first, *people[:8]])
    _begin(discovery, trainers[:1], [*first, *people[:6]])
    for place, each in enumerate(others):
        dated = _session(each, in_days=18 + 7 * place, seats=10, trainers=trainers[:1])
        _join(dated, people[5 + place : 9 + place])
    _write_about(discovery, words)
    _mail_nobody()


def _mail_nobody() -> None:
    invented = (SEAT_GIVEN, SEAT_WAITING, EVALUATION_AT_ONCE)
    OutgoingMail.objects.filter(kind__in=invented).delete()


def _write_about(workshop: Workshop, words: Words) -> None:
    """Publish a page about the workshop, in both languages."""
    about, about_en = words.workshop_page, words.workshop_page_en
    page = WorkshopPage(
        title=about.title,
        slug="decouvrir-le-portail",
        introduction=about.introduction,
        body=_body(about.text),
        workshop=workshop,
        live=False,
    )
    home = in_source_language(HomePage.objects.all()).first()
    if home is None:
        return
    home.add_child(instance=page)
    page.save_revision().publish()
    twin = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    twin.title, twin.introduction = about_en.title, about_en.introduction
    twin.body = _body(about_en.text)
    twin.save_revision().publish()


def _body(text: str) -> str:
    return json.dumps([{"type": "text", "value": text}])


def seat_partners(title: str, learners: list[Person]) -> None:
    """Open a workshop to partners: their learners came two weeks ago with its staff, and have seats at the next."""
    workshop = Workshop.objects.get(title=title)
    workshop.welcomes_partners = True
    workshop.save(update_fields=["welcomes_partners"])
    coming = workshop.sessions.filter(starts_at__gt=timezone.now()).earliest("starts_at")
    staff = [seat.person for seat in coming.seats_taken.select_related("person").order_by("number")]
    _hold(workshop, list(coming.trainers.all()), [*staff, *learners], ago=14)
    _join(coming, learners)
    _mail_nobody()


def _hold(workshop: Workshop, trainers: list[Person], came: list[Person], ago: int = 21) -> None:
    """Hold a session so many days ago; most of the staff who came answered, and it is closed."""
    ends_at = timezone.make_aware(datetime.combine(today() - timedelta(days=ago), time(11)))
    past = _took_place(workshop, ends_at - timedelta(minutes=90), ends_at, trainers, came)
    record_attendance(session=past, came=list(past.seats_taken.values_list("pk", flat=True)))
    evaluation = past.evaluations.first()
    if evaluation is None:  # too few of the staff came to be asked
        return
    asked = set(Person.objects.proven().employed_on(today()).filter(pk__in=[p.pk for p in came]))
    for number, person in enumerate(came[1:]):
        if person not in asked:  # left since
            continue
        values = {
            code: ANSWERS[(number + place) % len(ANSWERS)]
            for place, code in enumerate(QUESTIONS[Wave.HOT])
        }
        answer_evaluation(evaluation=evaluation, person=person, answers=values)
    close_due_evaluations(now=evaluation.closes_at)


def _begin(workshop: Workshop, trainers: list[Person], people: list[Person]) -> None:
    """Begin a session now: its code shows, and nobody has registered yet."""
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    _took_place(workshop, now, now + timedelta(hours=3), trainers, people)


def _took_place(
    workshop: Workshop,
    starts_at: datetime,
    ends_at: datetime,
    trainers: list[Person],
    people: list[Person],
) -> WorkshopSession:
    session = WorkshopSession.objects.create(
        workshop=workshop,
        starts_at=starts_at,
        ends_at=ends_at,
        site=Site.objects.order_by("name").first(),
        room="Salle de réunion",
        capacity=12,
    )
    session.trainers.set(trainers)
    Seat.objects.bulk_create(
        Seat(session=session, person=person, number=number, asked_at=starts_at - timedelta(days=9))
        for number, person in enumerate(people, start=1)
    )
    return session


def _workshop(planned: PlannedWorkshop, portal: Portal) -> Workshop:
    workshop = Workshop.objects.create(
        title=planned.title,
        title_en=planned.title_en,
        kind=WorkshopKind(planned.kind),
        summary=planned.summary,
    )
    workshop.topics.set(portal.services.order_by("sort_order")[:2])
    return workshop


def _session(
    workshop: Workshop, *, in_days: int | None, seats: int, trainers: list[Person]
) -> WorkshopSession:
    starts_at = None
    if in_days is not None:
        day = today() + timedelta(days=in_days)
        starts_at = timezone.make_aware(datetime.combine(day, time(9, 30)))
    site = Site.objects.order_by("name").first()
    return add_session(
        workshop=workshop,
        starts_at=starts_at,
        ends_at=starts_at and starts_at + timedelta(minutes=90),
        site=site,
        room="Salle de réunion",
        link="",
        capacity=seats,
        trainers=trainers,
    )


def _join(session: WorkshopSession, people: list[Person]) -> None:
    for person in people:
        ask_for_seat(session=session, person=person)
