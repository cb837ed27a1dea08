"""What mutual help adds to « Mes formations »: for the person alone, and naming nobody else."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from ambassadors.help.enums import Outcome
from ambassadors.help.models import Session
from ambassadors.workshops.actions.attendance import record_attendance
from ambassadors.workshops.models import Seat
from learning.models import LessonProgress
from people.actions.privacy import erase_person
from tests.ambassadors.factories import PairFactory, WorkshopFactory, WorkshopSessionFactory
from tests.learning.factories import make_lesson, make_module
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


def record_of(person, language="en"):
    """The page and the lines of the JSON file."""
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    page = client.get(reverse("learning:transcript")).content.decode()
    return page, json.loads(client.get(reverse("learning:transcript_json")).content)["others"]


def meet(pair, *days, minutes=45):
    for day in days:
        Session.objects.create(
            pair=pair, held_on=day, minutes=minutes, outcome=Outcome.MEET_AGAIN,
            topic=pair.request.topics.first(),
        )  # fmt: skip


def seat_at(person, title, *, came, starts_at=None, completes=None, **details):
    starts_at = starts_at or timezone.now() - timedelta(days=2)
    session = WorkshopSessionFactory(
        workshop=WorkshopFactory(title=title, completes=completes), starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90), **details,
    )  # fmt: skip
    return Seat.objects.create(session=session, person=person, number=1, has_come=came)


def test_it_holds_the_workshops_that_one_came_to_once_they_are_over():
    person, now = PersonFactory(), timezone.now()
    seat_at(person, "Suivi", came=True)
    seat_at(person, "Manqué", came=False)
    seat_at(person, "Pas noté", came=None)
    seat_at(person, "Annulé", came=True, cancelled_at=now)
    seat_at(person, "En cours", came=True, starts_at=now - timedelta(minutes=10))
    seat_at(PersonFactory(), "D’une autre", came=True)

    page, [line] = record_of(person)

    assert (line["kind"], line["title"], line["minutes"]) == ("workshop", "Suivi", 90)
    assert "1 h 30" in page


def test_a_workshop_that_completes_a_module_is_one_line_that_names_it():
    person, page = PersonFactory(), make_module("Premiers pas")
    make_lesson(page)
    english = Locale.objects.get_or_create(language_code="en")[0]
    translated = page.copy_for_translation(english, copy_parents=True)
    translated.title = "First steps"
    translated.save_revision().publish()
    seat = seat_at(person, "Suivi", came=None, completes=page.record)

    record_attendance(session=seat.session, came={seat.pk})

    shown, [line] = record_of(person, "fr")
    assert (line["kind"], line["title"]) == (
        "workshop",
        "Suivi, pour le module «\u00a0Premiers pas\u00a0»",
    )
    assert line["title"] in shown
    assert "Suivi, for the module “First steps”" in record_of(person, "en")[0]
    seat.delete()
    assert [line["kind"] for line in record_of(person)[1]] == ["module"]


def test_a_module_read_before_the_workshop_that_completes_it_keeps_its_line():
    person, page = PersonFactory(), make_module("Premiers pas")
    lesson, seat = make_lesson(page), seat_at(person, "Suivi", came=True, completes=page.record)
    LessonProgress.objects.create(
        person=person, lesson=lesson.record, read_at=seat.session.starts_at,
        started_at=seat.session.starts_at,
    )  # fmt: skip

    assert [line["kind"] for line in record_of(person)[1]] == ["workshop", "module"]


def test_mentoring_is_one_line_a_year_for_each_side_and_names_nobody_nor_a_service():
    pair = PairFactory(active=True)
    meet(pair, date(2025, 12, 1), date(2026, 1, 5), date(2026, 3, 2))
    seeker, helper = pair.request.person, pair.ambassador.person

    for person, other, kind, title in (
        (seeker, helper, "mentoring_received", "Aide reçue d’un ambassadeur"),
        (helper, seeker, "mentoring_given", "Aide apportée à un collègue"),
    ):
        page, lines = record_of(person)
        shown = [(line["kind"], line["title"], line["done_on"], line["minutes"]) for line in lines]
        assert shown == [(kind, title, "2026-03-02", 90), (kind, title, "2025-12-01", 45)]
        assert title in record_of(person, "fr")[0]
        main = page.split("<main")[1]
        for hidden in (other.last_name, pair.request.topics.first().name):
            assert hidden not in main + json.dumps(lines, ensure_ascii=False)


def test_each_pair_has_its_line_and_a_colleague_reads_none():
    pair = PairFactory(active=True)
    meet(pair, date(2026, 1, 5))
    meet(PairFactory(active=True, ambassador=pair.ambassador), date(2026, 1, 5))

    assert len(record_of(pair.ambassador.person)[1]) == 2
    assert record_of(PersonFactory())[1] == []


def test_who_was_erased_leaves_no_line_to_the_other():
    pair = PairFactory(active=True)
    meet(pair, date(2026, 1, 5))

    erase_person(person=pair.request.person)

    assert record_of(pair.ambassador.person)[1] == []
