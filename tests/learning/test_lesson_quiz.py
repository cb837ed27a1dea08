"""A lesson’s quiz on one page: which one, what is sent, what is asked again, what is kept."""

import pytest
from django.urls import reverse

from quizzes.actions.attempts import check_item
from quizzes.actions.starts import start_attempt
from quizzes.models import Attempt
from tests.learning.factories import make_lesson, make_module
from tests.people.factories import PersonFactory
from tests.quizzes.factories import quiz_asking


pytestmark = pytest.mark.django_db

PAIRS = "Associez.{=chat->animal =chêne->plante =rose->plante}"
NUMBER = "Combien ?{#42}"
CHOICE = "Qui ?{=Moi#CANARI ~Toi}"


@pytest.fixture
def reader(client):
    person = PersonFactory()
    client.force_login(person)
    client.person = person
    return client


def begin(person, *asked, **fields):
    quiz = quiz_asking(*asked, **fields)
    lesson = make_lesson(make_module(), quiz=quiz)
    return lesson, start_attempt(quiz=quiz, learner=person)


def url(attempt):
    return reverse("quizzes:attempt", args=[attempt.uuid])


def is_whole(client, attempt):
    return 'value="hand_in"' in client.get(url(attempt)).content.decode()


def answers(attempt, *given, **more):
    """What the form sends. `given`: the fields of each question, by the names of its kind."""
    sent = {"verb": "hand_in"} | more
    for slot, fields in enumerate(given, start=1):
        sent |= {f"q{slot}-sequence": 5}
        sent |= {f"q{slot}-{name}": value for name, value in fields.items()}
    return sent


def test_a_short_quiz_of_a_lesson_stands_on_one_page_and_no_other_does(reader):
    me = reader.person
    _lesson, whole = begin(me, CHOICE, NUMBER, PAIRS)
    page = reader.get(url(whole)).content.decode()
    assert page.count("data-slot=") == 3
    assert "CANARI" not in page
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))

    assert not is_whole(reader, start_attempt(quiz=quiz_asking(CHOICE), learner=me))
    assert not is_whole(reader, begin(me, *[CHOICE] * 7)[1])
    assert not is_whole(reader, begin(me, CHOICE, behaviour="tries")[1])
    assert not is_whole(reader, begin(me, CHOICE, time_limit=10)[1])
    check_item(attempt=whole.uuid, slot=1, raw={})  # explained: the others come one by one
    assert not is_whole(reader, whole)


def test_all_answers_are_kept_and_the_lesson_is_done_with_the_next_one_offered(reader):
    lesson, attempt = begin(reader.person, CHOICE, NUMBER, pass_percent=50)
    following = make_lesson(lesson.get_parent())
    [item, _number] = attempt.items.order_by("slot").select_related("version")
    right = next(c["id"] for c in item.version.spec["choices"] if c["fraction"] == "100")

    sent = reader.post(url(attempt), answers(attempt, {"choice": right}, {"text": "42"}))

    assert sent.url == reverse("quizzes:result", args=[attempt.uuid])
    attempt.refresh_from_db()
    assert attempt.points == 2
    page = reader.get(sent.url).content.decode()
    assert following.get_url() in page
    assert following.title in page


def test_what_is_missing_is_asked_once_and_what_cannot_be_read_always(reader):
    _lesson, attempt = begin(reader.person, CHOICE, NUMBER, PAIRS)

    asked = reader.post(url(attempt), answers(attempt, {}, {"text": "42"}, {}))
    page = reader.get(asked.url).content.decode()
    assert asked.url == url(attempt)
    assert 'href="#q1-question"' in page
    assert 'href="#q3-question"' in page
    assert 'href="#q2-question"' not in page
    assert 'value="42"' in page
    assert 'name="anyway"' not in reader.get(url(attempt)).content.decode()  # shown once

    anyway = {"anyway": "yes", "verb": ""}
    wrong = reader.post(url(attempt), answers(attempt, {}, {"text": "beaucoup"}, {}, **anyway))
    assert wrong.url == url(attempt)
    done = reader.post(url(attempt), answers(attempt, {}, {"text": "42"}, {}, **anyway))
    assert done.url == reverse("quizzes:result", args=[attempt.uuid])
    assert Attempt.objects.get(pk=attempt.pk).points == 1


def test_an_older_page_overwrites_nothing_and_an_unreadable_one_is_refused(reader):
    _lesson, attempt = begin(reader.person, NUMBER)
    save = reverse("quizzes:save", args=[attempt.uuid])
    reader.post(save, {"slot": 1, "sequence": 9, "text": "41"})

    late = reader.post(url(attempt), answers(attempt, {"text": "42"}))

    assert late.url == url(attempt)
    assert attempt.items.get(slot=1).response == {"text": "41"}
    assert reader.post(url(attempt), {"verb": "hand_in"}).status_code == 400
    assert attempt.items.get(slot=1).response == {"text": "41"}
