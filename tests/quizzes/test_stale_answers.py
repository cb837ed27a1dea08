"""Several pages of one attempt: a page never replaces an answer that it has not shown, and says what was kept."""

from itertools import permutations

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.urls import reverse

from quizzes.actions.attempts import Revision, SaveOutcome, check_item, save_response
from quizzes.enums import Behaviour
from quizzes.specs.codec import from_dict
from tests.quizzes.factories import AttemptFactory, quiz_asking


pytestmark = pytest.mark.django_db

SAVED, STALE = SaveOutcome.SAVED, SaveOutcome.STALE


@pytest.fixture
def attempt(person):
    return AttemptFactory(learner=person, quiz=quiz_asking("Comment ?{=ainsi}"))


def save(attempt, text, *, page, sequence, based_on=0):
    """Save as the page would whose key this is, loaded when the answer saved last had the number `based_on`."""
    return save_response(
        attempt=attempt.uuid,
        slot=1,
        raw={"text": text},
        page=page,
        sequence=sequence,
        based_on=based_on,
    )


def kept(attempt):
    return attempt.items.get().response


def test_an_older_page_that_typed_more_does_not_replace_a_newer_answer(attempt):
    assert save(attempt, "d’abord", page="old", sequence=1) == SAVED
    assert save(attempt, "ensuite", page="new", sequence=2, based_on=1) == SAVED
    assert save(attempt, "file d’hier", page="old", sequence=40) == STALE
    assert save(attempt, "jamais lue", page="third", sequence=41) == STALE
    assert kept(attempt) == {"text": "ensuite"}
    assert save(attempt, "ensuite", page="new", sequence=2, based_on=1) == SAVED  # not heard
    assert save(attempt, "enfin", page="new", sequence=3, based_on=1) == SAVED


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_in_any_order_one_page_is_kept_whole(attempt, order):
    sends = [("one", 1), ("one", 2), ("two", 1), ("two", 9)]
    for place in order:
        page, sequence = sends[place]
        save(attempt, f"{page} {sequence}", page=page, sequence=sequence)

    first = sends[order[0]][0]
    assert kept(attempt) == {"text": f"{first} {2 if first == 'one' else 9}"}


def test_what_was_kept_is_said_to_the_page_and_to_what_was_sent_late(client, attempt, person):
    client.force_login(person)
    save(attempt, "ailleurs", page="other", sequence=2)
    address = reverse("quizzes:save", args=[attempt.uuid])

    def sent(page, sequence):
        fields = {"slot": 1, "text": "d’hier", "page": page, "sequence": sequence, "based_on": 0}
        return client.post(address, fields).json()

    late = sent("old", 9)
    assert (late["state"], bool(late["said"])) == ("stale", True)
    behind = sent("other", 1)  # its own page went on meanwhile: nothing to say
    assert (behind["state"], behind["said"]) == ("stale", "")
    alike = sent("other", 2)  # other words under the number of those that were kept
    assert (alike["state"], bool(alike["said"])) == ("stale", True)


def test_a_page_is_told_which_answers_of_its_window_have_arrived(client, person):
    quiz = quiz_asking("Qui ?{=moi ~toi}", "Où ?{=ici ~là}", behaviour=Behaviour.AT_END)
    attempt = AttemptFactory(learner=person, quiz=quiz)
    client.force_login(person)
    address = reverse("quizzes:attempt", args=[attempt.uuid])
    told = []
    for slot, page, sequence in (
        (1, "here", 3),
        (2, "there", 1),
        (2, "too late", 9),
        (2, "there", 2),
    ):
        fields = {"slot": slot, "choice": "c1", "page": page, "sequence": sequence, "based_on": 0}
        client.post(address, fields)
        shown = BeautifulSoup(client.get(f"{address}?q=1").content, "html.parser")
        told.append(shown.select_one("form[data-kept]")["data-kept"])

    assert told == ["1:3:here", "2:1:there", "2:1:there", "2:2:there"]


@pytest.mark.parametrize("behaviour", [Behaviour.AT_ONCE, Behaviour.AT_END, Behaviour.TRIES])
def test_an_older_page_neither_checks_nor_keeps_over_a_newer_answer(client, person, behaviour):
    tries = 3 if behaviour == Behaviour.TRIES else 1
    quiz = quiz_asking("Qui ?{=moi ~toi ~lui}", behaviour=behaviour, max_tries=tries)
    attempt = AttemptFactory(learner=person, quiz=quiz)
    client.force_login(person)
    address = reverse("quizzes:attempt", args=[attempt.uuid])
    page = client.get(address).content.decode()
    assert 'name="based_on" value="0"' in page
    save_response(
        attempt=attempt.uuid, slot=1, raw={"choice": "c2"}, sequence=1, page="new", based_on=0
    )

    fields = {"slot": 1, "choice": "c1", "page": "old", "sequence": 5, "based_on": 0}
    answer = client.post(address, fields)
    assert len(list(get_messages(answer.wsgi_request))) == 1
    item = attempt.items.get()
    assert (item.response, item.checked_at) == ({"choice": "c2"}, None)

    client.post(address, fields | {"page": "loaded again", "based_on": 1, "sequence": 2})
    assert attempt.items.get().response == {"choice": "c1"}


def test_a_try_leaves_the_pages_behind_that_were_loaded_before_it(person):
    quiz = quiz_asking("Qui ?{=moi ~toi ~lui}", behaviour=Behaviour.TRIES, max_tries=3)
    attempt = AttemptFactory(learner=person, quiz=quiz)
    choices = from_dict(attempt.items.get().version.spec).choices
    wrong, another = ({"choice": one.id} for one in choices if not one.fraction)
    check_item(attempt=attempt.uuid, slot=1, raw=wrong, revision=Revision(1, "here", 0))
    late = save_response(
        attempt=attempt.uuid, slot=1, raw=another, sequence=8, page="old", based_on=0
    )
    assert late == STALE
    assert attempt.items.get().response == wrong
