"""A training quiz that a device takes along: nothing is begun before its first answer is sent."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.offline import KEEP, KEPT_DAYS, PERSON, SEND
from quizzes.actions.attempts import submit_attempt
from quizzes.actions.starts import start_attempt
from quizzes.enums import Purpose, QuestionStatus
from quizzes.models import Attempt, Question, Quiz
from tests.learning.factories import make_lesson, make_module
from tests.people.factories import PersonFactory
from tests.quizzes.factories import quiz_asking, quiz_of
from tests.quizzes.new_kinds import SCENARIO


pytestmark = pytest.mark.django_db

KEYED = "Qui ?{=Moi#CANARI-OUI ~Toi#CANARI-TOI ####CANARI-FIN}"


def of(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def listed(client, quiz):
    return client.get(reverse("quizzes:offline_pages", args=[quiz.uuid])).json()["pages"]


class Device:
    """The pages of a quiz as they were downloaded, and what it sends later."""

    def __init__(self, person, quiz):
        self.person, self.client = person, of(person)
        self.pages = [page["url"] for page in listed(self.client, quiz)]
        address = urlsplit(self.pages[0])
        self.uuid = address.path.split("/")[2]
        self.plan = parse_qs(address.query)["plan"][0]

    def send(self, name, number="n" * 32, **fields):
        headers = {SEND: number, PERSON: str(self.person.uuid)}
        fields |= {"plan": self.plan}
        address = reverse(f"quizzes:{name}", args=[self.uuid])
        return self.client.post(address, fields, headers=headers).json()

    def save(self, slot=1, text="ainsi", page="device", sequence=1, **fields):
        answer = {"slot": slot, "sequence": sequence, "page": page, "based_on": 0, "text": text}
        return self.send("save", **answer | fields)


@pytest.fixture
def quiz():
    return quiz_asking(
        "Comment ?{=ainsi}", "Où ?{=ici}", "Quand ?{=demain}", shuffle_questions=True
    )


def test_a_download_begins_nothing_and_brings_no_key(person):
    quiz = quiz_asking(KEYED, "Lire.", "Vrai ?{T}")
    device = Device(person, quiz)
    for url in device.pages:
        answer = device.client.get(url)
        assert answer[KEEP] == "yes"
        assert "CANARI" not in answer.content.decode()
    assert "data-next" in device.client.get(device.pages[0]).content.decode()
    assert not Attempt.objects.exists()


def test_the_first_answer_begins_what_the_device_showed_and_once(person, quiz):
    device = Device(person, quiz)
    shown = device.client.get(device.pages[1]).content.decode()
    assert device.save(slot=2) == device.save(slot=2) | {"state": "saved"}
    attempt = Attempt.objects.get()
    assert (str(attempt.uuid), attempt.items.count()) == (device.uuid, 3)
    item = attempt.items.get(slot=2)
    assert (item.response, item.page) == ({"text": "ainsi"}, "device")
    assert item.version.spec["text"]["text"] in shown

    assert device.save(slot=1)["state"] == "saved"
    Quiz.objects.filter(pk=quiz.pk).update(max_questions=1)  # changes none that is begun
    assert device.send("submit")["state"] == "done"
    assert not Attempt.objects.get().is_open
    assert device.save(slot=3, sequence=2)["state"] == "closed"
    assert Attempt.objects.count() == 1


def test_a_quiz_begun_elsewhere_meanwhile_takes_the_answers_and_is_handed_in_there(person, quiz):
    device = Device(person, quiz)
    begun = start_attempt(quiz=quiz, learner=person)
    assert device.save(slot=1)["state"] == "saved"
    [answered] = begun.items.exclude(response={})
    plan = device.client.get(device.pages[0])
    assert plan.url == reverse("quizzes:attempt", args=[begun.uuid])
    refused = device.send("submit")
    assert (refused["state"], bool(refused["said"])) == ("refused", True)
    assert Attempt.objects.get().is_open
    late = device.save(slot=1, page="another", text="autre")
    assert (late["state"], bool(late["said"])) == ("stale", True)
    answered.refresh_from_db()
    assert answered.response == {"text": "ainsi"}


def test_online_the_form_itself_begins_it_or_leads_to_where_it_was_begun(person, quiz):
    device = Device(person, quiz)
    address = reverse("quizzes:attempt", args=[device.uuid])
    sent = {"slot": 1, "text": "ainsi", "plan": device.plan}
    device.client.post(address, sent)
    assert Attempt.objects.get().items.get(slot=1).checked_at is not None

    other = Device(PersonFactory(), quiz)
    begun = start_attempt(quiz=quiz, learner=other.person)
    address = reverse("quizzes:attempt", args=[other.uuid])
    answer = other.client.post(address, sent | {"plan": other.plan})
    assert answer.url.startswith(reverse("quizzes:attempt", args=[begun.uuid]))
    assert len(list(get_messages(answer.wsgi_request))) == 1


def test_what_the_quiz_asks_no_longer_begins_nothing(person, quiz):
    device = Device(person, quiz)
    entry = quiz.entries.select_related("question").first()

    def refused():
        answer = device.save()
        assert not Attempt.objects.exists()
        return (answer["state"], "changed" in answer["said"])

    quizzes, entries = Quiz.objects.filter(pk=quiz.pk), quiz.entries.filter(pk=entry.pk)
    question = Question.objects.filter(pk=entry.question_id)
    other = quiz_asking("Autre ?{=oui}").entries.get().question_id
    for rows, change in (
        (quizzes, {"max_questions": 1}),
        (entries, {"points": entry.points + 1}),
        (entries, {"question": other}),
        (question, {"status": QuestionStatus.DRAFT}),
    ):
        [before] = rows.values(*change)
        rows.update(**change)
        assert refused() == ("refused", True)
        rows.update(**before)
    assert device.save()["state"] == "saved"


def test_each_download_of_a_next_attempt_draws_the_same(person):
    quiz = quiz_asking(*(f"Chose {number} ?{{=oui}}" for number in range(9)))
    Quiz.objects.filter(pk=quiz.pk).update(max_questions=2, shuffle_questions=True)

    def drawn():
        device = Device(person, quiz)
        pages = [device.client.get(page).content.decode() for page in device.pages]
        return {number for number in range(9) if any(f"Chose {number} " in p for p in pages)}

    first = drawn()
    assert len(first) == 2
    assert [drawn() for _again in range(4)] == [first] * 4
    for _more in range(4):
        submit_attempt(attempt=start_attempt(quiz=quiz, learner=person).uuid)
    assert Device(person, quiz).save()["state"] == "saved"


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": Purpose.EXAM},
        {"time_limit": 5},
        {"closes_at": timezone.now() + timedelta(days=90)},
    ],
)
def test_what_became_an_exam_meanwhile_is_neither_listed_nor_begun(person, quiz, change):
    device = Device(person, quiz)
    Quiz.objects.filter(pk=quiz.pk).update(**change)
    refused = device.save()
    assert (refused["state"], bool(refused["said"])) == ("refused", True)
    assert listed(device.client, quiz) == []
    assert not Attempt.objects.exists()


def test_a_plan_is_its_owners_for_two_weeks_and_of_its_number(person, quiz):
    device, stranger = Device(person, quiz), of(PersonFactory())
    other = Device(person, quiz)
    save = reverse("quizzes:save", args=[device.uuid])
    answer = {"slot": 1, "sequence": 1, "text": "ainsi"}
    assert stranger.get(device.pages[0]).status_code == 404
    for plan in (device.plan, f"{device.plan}x", ""):
        assert stranger.post(save, answer | {"plan": plan}).status_code == 404
    assert device.client.post(save, answer | {"plan": other.plan}).status_code == 404
    assert device.save(slot=9)["state"] == "refused"
    with time_machine.travel(timezone.now() + timedelta(days=KEPT_DAYS + 2)):
        assert of(person).post(save, answer | {"plan": device.plan}).status_code == 404
    assert not Attempt.objects.exists()


def test_nothing_answered_is_not_handed_in_and_what_is_used_up_is_said(person):
    quiz = quiz_of(1, max_attempts=1)
    device = Device(person, quiz)
    refused = device.send("submit")
    assert (refused["state"], bool(refused["said"])) == ("refused", True)
    assert device.client.get(device.pages[0]).status_code == 200
    submit_attempt(attempt=start_attempt(quiz=quiz, learner=person).uuid)
    assert {device.client.get(page).status_code for page in device.pages} == {404}
    refused = device.save()
    assert (refused["state"], bool(refused["said"])) == ("refused", True)
    assert Attempt.objects.count() == 1


def test_steps_that_follow_from_an_answer_are_not_taken_along(person):
    assert listed(of(person), quiz_asking(SCENARIO, "Vrai ?{T}")) == []


def test_the_quiz_of_a_lesson_is_taken_along_on_one_page_and_begins_with_what_is_handed_in():
    me = PersonFactory()
    quiz = quiz_asking(KEYED, "Combien ?{#42}")
    make_lesson(make_module(), quiz=quiz)
    device = Device(me, quiz)
    assert len(device.pages) == 2  # and that on which it is handed in
    page = device.client.get(device.pages[0]).content.decode()
    assert page.count("data-slot=") == 2
    assert device.plan in page
    assert (
        device.pages[0].replace("&", "&amp;") in device.client.get(device.pages[1]).content.decode()
    )
    assert not Attempt.objects.exists()

    given = {"q1-sequence": 1, "q2-sequence": 1, "q2-text": "42", "plan": device.plan}
    path = urlsplit(device.pages[0]).path
    asked = device.client.post(path, given | {"verb": "hand_in"})
    assert asked.url == path  # the first has no answer: it is asked for once
    done = device.client.post(path, {**given, "q1-sequence": 2, "q2-sequence": 2, "anyway": "yes"})
    assert done.url == reverse("quizzes:result", args=[device.uuid])
    assert Attempt.objects.get(uuid=device.uuid).points == 1
