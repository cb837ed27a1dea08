"""The pages of an order, a text with gaps and a scenario, for their learner and for their author."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from quizzes.actions.attempts import (
    check_item,
    choose_step,
    give_up_steps,
    save_response,
    submit_attempt,
)
from quizzes.actions.starts import start_attempt
from quizzes.author_forms.described import author_form
from quizzes.kinds.ordering import OrderGrading
from quizzes.models import Question
from quizzes.specs.codec import from_dict
from tests.quizzes.factories import (
    AttemptFactory,
    QuestionFactory,
    best_path,
    failed_attempt,
    passed_attempt,
    quiz_asking,
    right_response,
)
from tests.quizzes.new_kinds import BLANKS, NEW_KINDS, ORDERING, SCENARIO, order_of
from tests.quizzes.test_admin import common, rows


pytestmark = pytest.mark.django_db

BANK = "wagtailsnippets_quizzes_question"
ALL = pytest.mark.parametrize("asked", NEW_KINDS.values(), ids=NEW_KINDS)
IDS = {one.text.text.split()[0]: one.id for scene in SCENARIO.scenes for one in scene.replies}


def url(name, attempt, query=""):
    return reverse(f"quizzes:{name}", args=[attempt.uuid]) + query


def page_of(client, attempt, query=""):
    return client.get(url("attempt", attempt, query)).content.decode()


def open_attempt(learner, *asked):
    return start_attempt(quiz=quiz_asking(*asked), learner=learner)


def item_of(attempt):
    return attempt.items.get(slot=1)


def choose(client, attempt, word, step=0, **more):
    data = {"slot": 1, "step": step, "choice": IDS.get(word, word)}
    return client.post(url("choose", attempt), data | more)


@ALL
def test_nothing_of_the_key_is_there_before_checking(client, learner, asked):
    attempt = open_attempt(learner, asked, "Vrai ?{T}")

    page = page_of(client, attempt)

    for secret in ("CANARI", "answer--right", "Reformuler</li>", "Voici mon numéro", "accepted"):
        assert secret not in page


@ALL
def test_i_do_not_know_leads_to_the_explanation(client, learner, asked):
    attempt = open_attempt(learner, asked, "Vrai ?{T}")
    door = "choose" if asked is SCENARIO else "attempt"

    answer = client.post(url(door, attempt), {"slot": 1, "step": 0, "verb": "skip"})

    assert "CANARI" in client.get(answer.url).content.decode()
    assert item_of(attempt).fraction == 0


@ALL
def test_the_right_answer_passes_and_is_explained(client, learner, asked):
    attempt = passed_attempt(quiz_asking(asked), learner)

    page = client.get(url("result", attempt))

    assert attempt.points == 1
    assert page.context["to_review"] == []
    assert "CANARI" in page.content.decode()


@ALL
def test_what_was_missed_is_reviewed(client, learner, asked):
    attempt = failed_attempt(quiz_asking(asked), learner)

    page = client.get(url("result", attempt))

    assert len(page.context["to_review"]) == 1
    assert "[[1]]" not in page.content.decode()


@ALL
def test_the_author_sees_the_question_as_a_learner(client, author, asked):
    question = QuestionFactory(asks=asked)

    address = reverse(f"{BANK}:as_learner", args=[question.pk])

    assert 'value="skip"' in client.get(address).content.decode()
    assert "CANARI" in client.post(address, {"verb": "skip"}).content.decode()


# An order


def test_a_place_used_twice_is_named_linked_and_kept(client, learner):
    attempt = open_attempt(learner, ORDERING)
    sent = {"slot": 1, "place-i1": "2", "place-i2": "2", "place-i3": "1", "place-i4": "3"}

    page = client.get(client.post(url("attempt", attempt), sent).url)
    text = " ".join(page.content.decode().split())

    assert set(page.context["wrong_fields"]) == {"place-i1", "place-i2"}
    assert "2" in page.context["error"]
    assert text.count('aria-invalid="true"') == 2
    assert 'href="#id_place-i1"' in text
    assert 'href="#id_place-i3"' not in text
    assert text.count('<option value="2" selected') == 2
    assert item_of(attempt).checked_at is None


def test_a_place_that_is_missing_is_asked_for(client, learner):
    attempt = open_attempt(learner, ORDERING)

    page = client.get(client.post(url("attempt", attempt), {"slot": 1, "place-i1": "1"}).url)

    assert set(page.context["wrong_fields"]) == {"place-i2", "place-i3", "place-i4"}


def test_an_order_is_checked_from_the_fields_of_its_form(client, learner):
    attempt = open_attempt(learner, ORDERING)
    places = right_response(ORDERING)["places"]

    client.post(url("attempt", attempt), {"slot": 1} | {f"place-{k}": v for k, v in places.items()})

    assert item_of(attempt).fraction == 1
    assert item_of(attempt).response == {"places": places}


def test_an_order_is_kept_as_it_goes(client, learner):
    attempt = open_attempt(learner, ORDERING)
    saved = {"slot": 1, "sequence": 1, "place-i2": "3"}

    client.post(url("save", attempt), saved)

    assert '<option value="3" selected' in " ".join(page_of(client, attempt).split())


# A text with gaps


def test_gaps_are_labelled_and_a_missing_one_is_named(client, learner):
    attempt = open_attempt(learner, BLANKS)
    first = page_of(client, attempt)

    back = client.post(url("attempt", attempt), {"slot": 1, "gap-g1": "RGPD", "gap-g2": "o1"})
    page = client.get(back.url)
    text = " ".join(page.content.decode().split())

    assert len(re.findall(r"<label[^>]*for=\"id_gap-g\d\"", first)) == 3
    assert page.context["wrong_fields"] == ["gap-g3"]
    assert 'href="#id_gap-g3"' in text
    assert 'value="RGPD"' in text
    assert '<option value="o1" selected' in text


def test_gaps_are_checked_from_the_fields_of_their_form(client, learner):
    attempt = open_attempt(learner, BLANKS)
    gaps = right_response(BLANKS)["gaps"]

    client.post(url("attempt", attempt), {"slot": 1} | {f"gap-{k}": v for k, v in gaps.items()})

    assert item_of(attempt).fraction == 1


# A scenario


def test_a_scenario_is_played_scene_by_scene(client, learner):
    attempt = open_attempt(learner, SCENARIO, "Vrai ?{T}")

    second = client.get(choose(client, attempt, "Je").url).content.decode()
    assert "Voici mon numéro" in second
    assert "Bon réflexe" in second
    assert "comme convenu" not in second
    assert item_of(attempt).checked_at is None

    end = client.get(choose(client, attempt, "Merci,", step=1).url).content.decode()
    assert item_of(attempt).checked_at is not None
    assert item_of(attempt).fraction == 1
    assert "Très bien" in end
    assert "comme convenu" not in end  # the best way does not go there


def test_a_choice_is_final_once_the_next_scene_was_seen(client, learner):
    attempt = open_attempt(learner, SCENARIO, "Vrai ?{T}")
    choose(client, attempt, "Je")
    kept = item_of(attempt).response

    choose(client, attempt, "Votre")  # the Back button, then another choice
    choose(client, attempt, "Merci,", step=7)
    client.post(url("save", attempt), {"slot": 1, "sequence": 99, "path": IDS["Votre"]})
    save_response(attempt=attempt.uuid, slot=1, raw={"path": [IDS["Votre"]]}, sequence=100)
    save_response(attempt=attempt.uuid, slot=1, raw={}, sequence=101)

    assert item_of(attempt).response == kept == {"path": [IDS["Je"]]}
    assert item_of(attempt).checked_at is None


def test_scenes_are_neither_skipped_nor_guessed_at_once(client, learner):
    attempt = open_attempt(learner, SCENARIO, "Vrai ?{T}")

    save_response(attempt=attempt.uuid, slot=1, raw={"path": best_path(SCENARIO)}, sequence=1)
    choose(client, attempt, "r9")

    assert item_of(attempt).response == {}
    check_item(attempt=attempt.uuid, slot=1, raw={"path": best_path(SCENARIO)})
    assert item_of(attempt).fraction == 0


def test_a_choice_that_is_missing_is_asked_for(client, learner):
    attempt = open_attempt(learner, SCENARIO, "Vrai ?{T}")

    page = client.get(choose(client, attempt, "").url)

    assert page.context["error"]
    assert 'id="answer-error"' in page.content.decode()
    assert "answer-error" not in page_of(client, attempt)


@pytest.mark.parametrize("door", ["choose", "attempt"])
def test_giving_up_keeps_what_was_chosen(client, learner, door):
    attempt = open_attempt(learner, SCENARIO, "Vrai ?{T}")
    choose(client, attempt, "Je")

    client.post(url(door, attempt), {"slot": 1, "step": 1, "verb": "skip"})

    item = item_of(attempt)
    assert (item.response, item.fraction) == ({"path": [IDS["Je"]]}, Decimal("0.4"))
    assert item.checked_at is not None


def test_a_scenario_that_was_left_counts_what_it_earned(client, learner):
    attempt = open_attempt(learner, SCENARIO)
    choose(client, attempt, "Je")

    closed = submit_attempt(attempt=attempt.uuid)

    assert closed.points == Decimal("0.4")


def test_nothing_is_chosen_in_what_is_checked_submitted_or_no_scenario(client, learner):
    attempt = open_attempt(learner, SCENARIO, "Vrai ?{T}")
    give_up_steps(attempt=attempt.uuid, slot=1)

    choose(client, attempt, "Je")
    assert item_of(attempt).response == {}

    other = choose_step(attempt=attempt.uuid, slot=2, step=0, choice="true")
    assert other.response == {}
    assert client.post(url("choose", attempt), {"slot": 2, "step": 0}).status_code == 404
    assert client.post(url("choose", attempt), {"slot": 9, "step": 0}).status_code == 404
    assert client.post(url("choose", attempt), {"slot": 1}).status_code == 400


def test_nobody_chooses_for_somebody_else(client, learner):
    attempt = AttemptFactory(quiz=quiz_asking(SCENARIO))

    assert choose(client, attempt, "Je").status_code == 404
    assert item_of(attempt).response == {}


# Authors


def write(client, kind, *cells, **more):
    return client.post(reverse(f"{BANK}:add_kind", args=[kind]), common(**more) | rows(*cells))


def written():
    return from_dict(Question.objects.get().current_version.spec)


def test_an_order_is_written_as_it_is_right(client, author):
    cells = [{"text": "un"}, {}, {"text": "deux"}, {"text": "trois"}]

    write(client, "ordering", *cells, grading="neighbours")

    assert [item.text.text for item in written().items] == ["un", "deux", "trois"]
    assert written().grading is OrderGrading.NEIGHBOURS


def test_a_text_with_gaps_is_written_in_its_notation(client, author):
    text = "Le [[RGPD|rgpd]] de [[2016|~2018]]."

    write(client, "blanks", {"feedback": ""}, {"feedback": "Deux ans plus tard."}, text=text)

    assert written().text.text == "Le [[1]] de [[2]]."
    assert [gap.accepted for gap in written().gaps] == [("RGPD", "rgpd"), ("2016",)]
    assert written().gaps[1].others == ("2018",)
    assert [gap.feedback.text for gap in written().gaps] == ["", "Deux ans plus tard."]


@pytest.mark.parametrize(
    ("text", "cells"),
    [("Un [[trou", [{}]), ("Rien", [{}]), ("Un [[trou]]", [{}, {"feedback": "De trop"}])],
)
def test_a_text_with_gaps_that_is_unsound_is_not_saved(client, author, text, cells):
    answer = write(client, "blanks", *cells, text=text)

    assert answer.context["form"].errors
    assert not Question.objects.exists()


def test_a_scenario_is_written_scene_by_scene(client, author):
    scenes = [
        {"code": "a", "text": "Bonjour", "replies": "Oui | 2 | b | Bien\nNon"},
        {"code": "b", "text": "Merci", "replies": "De rien | 1\nAu revoir | 0,5"},
        {},
    ]

    write(client, "scenario", *scenes)

    assert [one.code for one in written().scenes] == ["a", "b"]
    assert written().best_sum == 3
    assert written().scenes[0].replies[0].feedback.text == "Bien"


@pytest.mark.parametrize(
    ("replies", "named"),
    [("Oui | deux\nNon", "Oui | deux"), ("Oui | 1 | nulle-part\nNon", "nulle")],
)
def test_what_is_wrong_in_a_scene_is_said_with_its_name(client, author, replies, named):
    answer = write(client, "scenario", {"code": "accueil", "text": "Bonjour", "replies": replies})

    form = answer.context["form"]
    said = str(form.non_field_errors()) + str(form.rows.errors)
    assert "accueil" in said
    assert named in said
    assert not Question.objects.exists()


def test_each_kind_of_ours_has_its_form():
    for asked in NEW_KINDS.values():
        assert author_form(type(asked))(spec=asked).rows is not None


def test_a_map_of_the_ways_is_for_authors(client, author):
    question = QuestionFactory(asks=SCENARIO)

    page = client.get(reverse(f"{BANK}:as_learner", args=[question.pk])).content.decode()

    assert 'class="ways"' in page
    assert "Voici mon numéro" in page


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_a_hostile_item_is_words(client, learner):
    attempt = open_attempt(learner, order_of(HOSTILE, "deux", "trois"), "Vrai ?{T}")

    page = page_of(client, attempt)

    assert "<script>alert" not in page
    assert "onerror" not in page
