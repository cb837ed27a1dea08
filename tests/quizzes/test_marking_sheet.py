"""Ten answers on one page: a click for each mark, without names, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from people.actions.accounts import grant_role
from people.actions.privacy import record_look
from people.enums import Purpose, Role, ViewedData
from people.models import Look, Notification
from people.notifications.queries import waiting_items
from people.policies import needs_second_factor
from people.queries.readers import MANY_IN_A_DAY, unusual_readers
from quizzes.answer_addresses import address_of
from quizzes.models import EssayMark
from quizzes.notifications import TO_MARK, notify_markers
from quizzes.queries.marking import mark_in_force
from tests.people.factories import PersonFactory, PositionFactory
from tests.quizzes.essays import essay_quiz, written_answer


pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def trainer(client):
    person = PersonFactory()
    PositionFactory(person=person)
    grant_role(person=person, role=Role.TRAINER)
    client.force_login(person)
    return person


@pytest.fixture
def sheet():
    """Twelve answers to one question, and the address of its sheet."""
    quiz = essay_quiz()
    items = [written_answer(PersonFactory(), quiz=quiz, text=f"Réponse {n}") for n in range(12)]
    question = items[0].version.question_id
    return reverse("marking_admin:sheet") + f"?quiz={quiz.pk}&question={question}", items


def sent(page, *, percent="75", only=None):
    answers = page.context["answers"]
    data = {
        "answer": [one.address for one in answers],
        "number": [one.number for one in answers],
    }
    for one in answers:
        data[f"{one.address}-seen"] = 0
        if only is None or one.address in only:
            data |= {one.form.add_prefix(name): percent for name in one.form.names}
    return data


def test_a_trainer_marks_ten_answers_at_once_and_then_the_others(client, trainer, sheet):
    address, items = sheet
    assert needs_second_factor(trainer)

    page = client.get(address)

    shown = page.context["answers"]
    assert len(shown) == 10
    text = page.content.decode()
    for item in items:
        assert item.attempt.learner.last_name not in text
        assert str(item.attempt.uuid) not in text
    assert Look.objects.filter(viewer=trainer).count() == 10
    answer = client.post(address, sent(page))
    assert EssayMark.objects.filter(marker=trainer, grid=[75, 75]).count() == 10
    page = client.get(answer.url)
    assert len(page.context["answers"]) == 2
    answer = client.post(address, sent(page), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("marking_admin:queue")
    assert all(mark_in_force(item) for item in items)


def test_a_day_of_marking_is_no_sign_of_curiosity(trainer):
    people = PersonFactory.create_batch(MANY_IN_A_DAY)
    record_look(by=trainer, at=people, purpose=Purpose.MARKING, seen=ViewedData.ANSWER)
    assert not unusual_readers(now() + timedelta(minutes=1))

    record_look(by=trainer, at=people, purpose=Purpose.STAFF_ADMINISTRATION)
    assert [reader.person for reader in unusual_readers(now() + timedelta(minutes=1))] == [trainer]


def test_what_is_left_comes_back_as_it_was_typed_and_is_no_second_look(client, trainer, sheet):
    address, _items = sheet
    page = client.get(address)
    first, second, third = (one.address for one in page.context["answers"][:3])
    data = sent(page, only=[first])
    data |= {f"{second}-comment": "À moitié écrit", f"{third}-percent-0": "100", "next": first}

    page = client.post(address, data)

    left = {one.address: one for one in page.context["answers"]}
    assert first not in left
    assert [one.number for one in page.context["answers"][:2]] == [2, 3]
    assert "One mark is not saved" in page.content.decode()
    assert left[second].form["comment"].value() == "À moitié écrit"
    assert left[third].form.errors  # one line of two
    assert page.content.decode().count('aria-invalid="true"') == 5  # the five buttons of that line
    assert left[third].is_focused
    assert EssayMark.objects.count() == 1
    assert Look.objects.filter(viewer=trainer).count() == 10


def test_others_marks_stay_and_what_is_no_answer_of_theirs_is_left_out(client, trainer, sheet):
    address, items = sheet
    mine = written_answer(trainer, quiz=items[0].attempt.quiz)
    page = client.get(address)
    data = sent(page)
    first = page.context["answers"][0]
    other = PersonFactory()
    grant_role(person=other, role=Role.TRAINER)
    faster = Client()
    faster.force_login(other)
    faster.post(address, sent(page, percent="0", only=[first.address]))
    data["answer"] = [str(address_of(mine.pk)), "nonsense", *data["answer"]]  # ten are read

    page = client.post(address, data, follow=True)

    assert mark_in_force(first.item).marker == other
    assert EssayMark.objects.filter(marker=trainer).count() == 7
    assert mark_in_force(mine) is None
    assert client.post(address, {}).status_code == 302


def test_strangers_find_no_sheet(client, editor, sheet):
    client.force_login(editor)

    assert client.get(sheet[0]).status_code == 404
    assert client.post(sheet[0]).status_code == 404


def test_answers_wait_under_the_bell_of_trainers_until_the_last_is_marked(client, trainer, sheet):
    address, _items = sheet
    assert not waiting_items(trainer)
    notify_markers()
    notify_markers()

    [waiting] = waiting_items(trainer)
    assert waiting.description.url == reverse("marking_admin:queue")
    assert "12 waiting" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert address.replace("&", "&amp;") in client.get(waiting.description.url).content.decode()
    assert Notification.objects.filter(kind=TO_MARK).count() == 1
    client.post(address, sent(client.get(address)))
    assert waiting_items(trainer)
    client.post(address, sent(client.get(address)))
    assert not Notification.objects.filter(kind=TO_MARK).exists()
