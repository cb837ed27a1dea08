"""What a device keeps without a network, and what it sends later: listed, its owner's alone, once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adoption.contacts.enums import Tap
from adoption.contacts.models import TallyBox, TallyPublication
from adoption.publishing.disclosure.tally import MOST_A_WEEK, Week
from ambassadors.help.actions.pairs import end_pair
from ambassadors.help.models import Session
from cms.models import Portal
from core.dates import today
from core.offline import KEEP, KEPT_DAYS, PERSON, SEND, kept_routes, waiting_forms
from learning.actions.notes import drop_bookmark, save_note
from learning.models import Bookmark, ExerciseTry, LessonNote, LessonPage, LessonProgress
from people.actions.notices import record_notice_seen
from people.enums import NoticePurpose
from people.models import PersonalDevice, ReceivedForm
from people.queries.devices import may_keep
from people.queries.notices import current_notices
from quizzes.actions.starts import start_attempt
from quizzes.enums import Purpose
from quizzes.models import Attempt
from tests.adoption.contacts.desks import at_desk, counted
from tests.adoption.factories import PortalFactory
from tests.ambassadors.factories import PairFactory
from tests.learning.factories import make_enrolment, make_lesson, make_module, make_path
from tests.learning.test_exercises import FIND
from tests.people.factories import PersonFactory, SiteFactory
from tests.quizzes.factories import quiz_of


pytestmark = pytest.mark.django_db

KEPT = {
    "wagtail_serve",
    "quizzes:attempt",
    "quizzes:hand_in",
    "ambassadors:session_form",
    "adoption:desk",
}
WAITING = {
    "learning:start",
    "learning:finish",
    "learning:exercise",
    "learning:save_note",
    "learning:bookmark",
    "quizzes:save",
    "quizzes:submit",
    "ambassadors:pair_session",
    "adoption:desk",
}


def of(person):
    client = Client()
    client.force_login(person)
    return client


def send(client, person, address, number="a" * 32, **fields):
    headers = {SEND: number, PERSON: str(person.uuid)}
    return client.post(address, fields, headers=headers)


def test_nothing_is_kept_or_sent_later_but_what_stands_here():
    """The list of decision 68, which the works council reads too. Whoever adds to it asks them first."""
    assert {route.name for route in kept_routes()} == KEPT
    assert {route.name for route in waiting_forms()} == WAITING


def test_the_worker_is_served_for_the_whole_site_and_takes_itself_away_where_it_is_off(settings):
    answer = Client().get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert "vault.settle" in answer.content.decode()
    names = re.findall(
        r"^(?:const|let|class|(?:async )?function) (\w+)", answer.content.decode(), re.MULTILINE
    )
    assert {"SETTINGS", "vault", "SHELL"} <= set(names)
    assert len(set(names)) == len(names)  # one text: a name declared twice would stop it all
    icons = Client().get("/manifest.webmanifest").json()["icons"]
    assert {icon["sizes"] for icon in icons} == {"192x192", "512x512"}

    settings.OFFLINE = False
    assert "registration.unregister" in Client().get("/service-worker.js").content.decode()
    assert Client().get("/manifest.webmanifest").status_code == 404
    assert "data-network" not in Client().get("/compte/connexion/").content.decode()


def test_a_lesson_may_be_kept_and_says_whose_page_it_is(person, settings):
    lesson = make_lesson(make_module())
    answer = of(person).get(lesson.get_url())
    assert (answer[KEEP], answer[PERSON]) == ("yes", str(person.uuid))

    settings.OFFLINE = False
    assert KEEP not in of(person).get(lesson.get_url())


@pytest.mark.parametrize(
    "name",
    [
        *("people:my_data", "people:sessions", "adoption:logbook", "adoption:habits"),
        *("ambassadors:index", "quizzes:results", "learning:transcript", "learning:notes"),
    ],
)
def test_no_other_page_may_be_kept(person, name):
    answer = of(person).get(reverse(name))
    assert KEEP not in answer
    assert answer["Cache-Control"] == "private, no-store"
    assert KEEP not in of(person).get("/")


def test_a_training_quiz_may_be_kept_before_it_is_checked_and_never_an_exam(person):
    quiz = quiz_of(2)
    attempt = start_attempt(quiz=quiz, learner=person)
    page = f"{reverse('quizzes:attempt', args=[attempt.uuid])}?q=1"
    client = of(person)
    answer = client.get(page)
    assert KEEP in answer
    assert "answer--right" not in answer.content.decode()
    client.post(reverse("quizzes:attempt", args=[attempt.uuid]), {"slot": 1, "verb": "skip"})
    assert KEEP not in client.get(page)

    Attempt.objects.filter(pk=attempt.pk).update(purpose=Purpose.EXAM)
    assert KEEP not in client.get(page)
    assert client.get(reverse("quizzes:hand_in", args=[attempt.uuid])).status_code == 404


def test_the_lessons_of_ones_paths_are_listed_with_the_quiz_that_is_left(person):
    quiz = quiz_of(2)
    lesson, other = make_lesson(make_module(), quiz=quiz), make_lesson(make_module())
    make_enrolment(person, make_path(lesson.get_parent().specific))

    pages = of(person).get(reverse("people:offline_pages")).json()["pages"]
    listed = {page["url"]: page["more"] for page in pages}
    assert listed[lesson.get_url()] == reverse("quizzes:offline_pages", args=[quiz.uuid])
    assert other.get_url() not in listed

    further = of(person).get(listed[lesson.get_url()]).json()
    assert all(of(person).get(page["url"])[KEEP] for page in further["pages"])
    assert not Attempt.objects.exists()


# --- Sent later -------------------------------------------------------------------------------------


def test_a_form_that_is_sent_twice_does_it_once(person):
    lesson = make_lesson(make_module())
    client, finish = of(person), reverse("learning:finish", args=[lesson.record.uuid])
    first = send(client, person, finish).json()
    assert (first["state"], bool(first["url"])) == ("done", True)
    read_at = LessonProgress.objects.get().read_at
    LessonProgress.objects.update(read_at=None)

    assert send(client, person, finish).json() == {"state": "done"}
    assert read_at is not None
    assert LessonProgress.objects.get().read_at is None
    key = ReceivedForm.objects.get().key
    assert "a" * 32 not in key


def test_what_one_keeps_beside_a_lesson_is_sent_later_and_once(person):
    """A note, a bookmark, an exercise: the number is claimed, and a note changed elsewhere is not overwritten."""
    lesson = make_lesson(make_module(), blocks=[{"type": "find", "value": FIND}])
    uuid, client = lesson.record.uuid, of(person)
    block = LessonPage.objects.get(pk=lesson.pk).body[1].id
    note, bookmark, tried = (
        reverse("learning:save_note", args=[uuid]),
        reverse("learning:bookmark", args=[uuid]),
        reverse("learning:exercise", args=[uuid, block]),
    )
    save_note(person=person, lesson=lesson.record, text="Du bureau")
    written = {"text": "Du sous-sol", "based_on": "none"}
    first = send(client, person, note, **written).json()
    assert (first["state"], first["text"]) == ("done", "Du bureau\n\nDu sous-sol")
    save_note(person=person, lesson=lesson.record, text="Relu")
    assert send(client, person, note, **written).json() == {"state": "done"}
    assert LessonNote.objects.get().text == "Relu"

    assert send(client, person, bookmark, kept="yes").json()["state"] == "done"
    drop_bookmark(person=person, lesson=uuid)
    assert send(client, person, bookmark, kept="yes").json() == {"state": "done"}
    assert not Bookmark.objects.exists()

    assert send(client, person, tried, choice="c1").json()["state"] == "done"
    assert send(client, person, tried, choice="c1").json() == {"state": "done"}
    assert ExerciseTry.objects.count() == 1


def test_a_note_that_cannot_be_kept_beside_the_other_is_refused_with_its_words(person):
    lesson = make_lesson(make_module())
    save_note(person=person, lesson=lesson.record, text="x" * 3000)
    address = reverse("learning:save_note", args=[lesson.record.uuid])
    refused = send(of(person), person, address, text="y" * 3000, based_on="none").json()
    assert (refused["state"], bool(refused["said"])) == ("refused", True)
    assert not ReceivedForm.objects.exists()


def test_only_listed_forms_of_the_same_account_wait(person):
    lesson = make_lesson(make_module())
    finish = reverse("learning:finish", args=[lesson.record.uuid])
    stranger = PersonFactory()

    assert send(of(stranger), person, finish).json() == {"state": "other"}
    assert send(of(person), person, finish, number="short").status_code == 400
    assert send(of(person), person, reverse("people:set_theme"), theme="dark").status_code == 400
    assert send(Client(), person, finish).status_code == 302
    assert not LessonProgress.objects.exists()
    assert not ReceivedForm.objects.exists()


def test_a_refused_form_may_be_sent_again(person):
    pair = PairFactory(active=True, request__person=person)
    client, address = of(person), reverse("ambassadors:pair_session", args=[pair.uuid])
    record_notice_seen(person=person, shown=current_notices([NoticePurpose.HELP]))
    note = {"minutes": 30, "outcome": "meet_again", "held_on": today()}
    refused = send(client, person, address, **note | {"held_on": "2099-01-01"})
    assert (refused.status_code, refused.json()["state"]) == (422, "refused")
    assert not ReceivedForm.objects.exists()

    assert send(client, person, address, **note).json()["state"] == "done"
    assert send(client, person, address, **note).json()["state"] == "done"
    assert Session.objects.count() == 1


def test_a_form_whose_page_is_left_with_a_word_was_refused_and_may_be_sent_again(person):
    """Its number is of its own route: another form of the same number is another form."""
    pair = PairFactory(active=True, request__person=person)
    client, address = of(person), reverse("ambassadors:pair_session", args=[pair.uuid])
    record_notice_seen(person=person, shown=current_notices([NoticePurpose.HELP]))
    note = {"minutes": 30, "outcome": "meet_again", "held_on": today()}
    end_pair(pair=pair, by=pair.ambassador.person)
    ended = send(client, person, address, **note)
    assert (ended.status_code, ended.json()["state"]) == (422, "refused")
    assert ended.json()["said"]
    assert not Session.objects.exists()

    first, second = make_module(), make_module()
    lesson, early = make_lesson(first), make_lesson(second)
    second.record.requires.add(first.record)
    finish = [reverse("learning:finish", args=[page.record.uuid]) for page in (early, lesson)]
    assert send(client, person, finish[0]).json()["state"] == "refused"
    assert not ReceivedForm.objects.exists()
    assert send(client, person, finish[1]).json()["state"] == "done"
    start = reverse("learning:start", args=[lesson.record.uuid])
    assert send(client, person, start).json() == {"state": "done"}
    assert ReceivedForm.objects.count() == 2


def test_answers_sent_late_keep_to_the_rule_of_stale_saves(person):
    attempt = start_attempt(quiz=quiz_of(2), learner=person)
    client, save = of(person), reverse("quizzes:save", args=[attempt.uuid])

    def state(sequence, choice):
        fields = {"slot": 1, "sequence": sequence, "choice": choice}
        return send(client, person, save, **fields).json()["state"]

    assert [state(2, "b"), state(2, "b"), state(1, "a")] == ["saved", "saved", "stale"]
    assert not ReceivedForm.objects.exists()


# --- A device of one's own -----------------------------------------------------------------------------


def test_a_device_forgets_once_it_is_revoked_or_its_days_or_its_account_are_over(person):
    client = of(person)
    named = client.post(reverse("people:name_device")).json()
    assert named["person"] == str(person.uuid)
    state = reverse("people:device_state", args=[named["device"]])

    told = client.get(state).json()
    assert (told["state"], told["person"], bool(told["token"])) == ("kept", str(person.uuid), True)
    assert Client().get(state).json() == {
        "state": "kept",
        "person": "",
        "token": "",
        "is_known": False,
    }
    with time_machine.travel(timezone.now() + timedelta(days=KEPT_DAYS, minutes=1)):
        assert Client().get(state).json()["state"] == "revoked"
    person.is_active = False
    person.save()
    assert not may_keep(named["device"])
    person.is_active = True
    person.save()

    revoke = reverse("people:revoke_device", args=[named["device"]])
    assert of(PersonFactory()).post(revoke).status_code == 404
    assert may_keep(named["device"])
    client.post(revoke)
    assert Client().get(state).json()["state"] == "revoked"


def test_a_new_password_revokes_every_device(person):
    person.set_password("un mot de passe assez long")
    person.save()
    client = of(person)
    client.post(reverse("people:name_device"))
    fields = {"old_password": "un mot de passe assez long"}
    fields |= dict.fromkeys(("new_password1", "new_password2"), "un autre mot de passe, long")
    client.post(reverse("people:password_change"), fields)
    assert not PersonalDevice.objects.exists()


# --- A tap at the desk ------------------------------------------------------------------------------------

MONDAY = "2026-11-23"


@pytest.fixture
def desk():
    """Somebody at a desk, their client, and `tap(number, week)`, on the Tuesday of the week after MONDAY's."""
    site, portal = SiteFactory(name="Brest"), PortalFactory()
    (person,) = at_desk(site)
    with time_machine.travel("2026-12-01 09:00:00+00:00", tick=False):
        client = of(person)

        def tap(number, week=MONDAY):
            fields = {"portail": portal.slug, "quoi": Tap.OPENED, "envoi": number, "semaine": week}
            return send(client, person, reverse("adoption:desk"), number=number, **fields).json()

        yield tap


def number_of(place):
    return f"{place:032d}"


def test_a_tap_that_waited_counts_once_in_its_week_under_the_bound_and_leaves_no_row(desk):
    assert desk(number_of(0)) == desk(number_of(0)) == {"state": "done"}
    box = TallyBox.objects.get()
    assert (box.monday, counted()) == (Week.containing(box.monday).monday, 1)
    assert str(box.monday) == MONDAY
    states = [desk(number_of(place))["state"] for place in range(1, MOST_A_WEEK + 1)]
    assert states == ["done"] * (MOST_A_WEEK - 1) + ["refused"]
    assert counted() == MOST_A_WEEK
    assert not ReceivedForm.objects.exists()


def test_a_tap_of_a_week_to_come_or_too_long_ago_or_of_a_month_that_is_out_is_refused_with_a_word(
    desk,
):
    for week in ("2026-12-07", "2026-11-02"):
        answer = desk(number_of(1), week)
        assert (answer["state"], bool(answer["said"])) == ("refused", True)
    assert desk(number_of(1), "2026-11-24")["state"] == "refused"  # no Monday

    TallyPublication.objects.create(portal=Portal.objects.get(), month="2026-11-01", staff=1)
    answer = desk(number_of(2))
    assert (answer["state"], bool(answer["said"])) == ("refused", True)
    assert counted() == 0
