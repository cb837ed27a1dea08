"""Attempts that explain at the end, allow several tries, or ask how sure one is: verbs and pages."""

from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from quizzes.actions.attempts import SaveOutcome, check_item, save_response, submit_attempt
from quizzes.actions.bank import publish_version
from quizzes.actions.starts import start_attempt
from quizzes.enums import Behaviour
from tests.quizzes.factories import quiz_asking, quiz_of
from tests.quizzes.new_kinds import BLANKS


pytestmark = pytest.mark.django_db

THREE = "Qui ?{=Moi#oui ~Toi#CANARI-TOI ~Lui#CANARI-LUI ####CANARI-FIN}"  # c1 Lui, c2 Moi, c3 Toi
MOI, TOI, LUI = "c2", "c3", "c1"


def begin(learner, *asked, **fields):
    return start_attempt(quiz=quiz_asking(*asked, **fields), learner=learner)


def url(name, attempt, query=""):
    return reverse(f"quizzes:{name}", args=[attempt.uuid]) + query


def text(response):
    return response.content.decode()


def item(attempt, slot=1):
    return attempt.items.get(slot=slot)


def tries(learner, *asked, **fields):
    options = {"behaviour": Behaviour.TRIES, "max_tries": 3, "try_penalty": 25} | fields
    return begin(learner, *(asked or (THREE,)), **options)


def check(attempt, choice, **more):
    return check_item(attempt=attempt.uuid, slot=1, raw={"choice": choice}, **more)


# --- Several tries -----------------------------------------------------------------------------------


def test_a_wrong_answer_may_be_given_again_for_fewer_points(learner):
    attempt = tries(learner)

    first, second = check(attempt, TOI), check(attempt, MOI)

    assert (first.checked_at, first.tries) == (None, 1)
    assert (second.tries, second.fraction) == (2, Decimal("0.75"))
    assert submit_attempt(attempt=attempt.uuid).points == Decimal("0.75")


def test_the_same_wrong_answer_twice_costs_nothing_more(learner):
    attempt = tries(learner)
    for _ in range(5):
        check(attempt, TOI)

    assert check(attempt, MOI).fraction == Decimal("0.75")


def test_after_the_last_try_the_answer_is_explained(learner):
    attempt = tries(learner, max_tries=2)

    check(attempt, TOI)
    last = check(attempt, LUI)

    assert last.checked_at is not None
    assert (last.fraction, last.tries) == (0, 2)
    assert check(attempt, MOI).fraction == 0


def test_who_gives_up_keeps_what_was_earned_and_their_answer(learner):
    attempt = tries(learner, "Q ?{=tout ~%40%un peu ~rien}")
    partly = next(
        c["id"] for c in item(attempt).version.spec["choices"] if c["text"]["text"] == "un peu"
    )
    check(attempt, partly)

    given_up = check(attempt, "", gives_up=True)

    assert given_up.fraction == Decimal("0.4")
    assert given_up.response == {"choice": partly}


def test_an_answer_that_was_kept_and_not_checked_is_the_last_try(learner):
    attempt = tries(learner)
    check(attempt, TOI)
    save_response(attempt=attempt.uuid, slot=1, raw={"choice": MOI}, sequence=1)

    assert submit_attempt(attempt=attempt.uuid).points == Decimal("0.75")


def test_the_page_says_what_was_wrong_with_this_answer_and_nothing_of_the_right_one(
    client, learner
):
    attempt = tries(learner)

    sent = client.post(url("attempt", attempt), {"slot": 1, "choice": TOI})

    page = text(client.get(sent.url))
    assert "CANARI-TOI" in page
    for secret in ("CANARI-LUI", "CANARI-FIN", "answer--right"):
        assert secret not in page
    assert 'name="choice"' in page
    again = client.get(sent.url).context["question"].again
    assert (again.left, again.worth) == (2, 75)


def test_of_several_ticked_the_right_ones_are_not_told_apart(client, learner):
    attempt = tries(learner, "Lesquels ?{~%50%a#BON-A ~%50%b#BON-B ~%-50%c#FAUX-C}")

    sent = client.post(url("attempt", attempt), {"slot": 1, "choice": ["c1", "c2", "c3"]})

    # Who ticks all would read in what is said to the wrong ones which are right.
    page = text(client.get(sent.url))
    assert "FAUX-C" not in page
    assert "BON-A" not in page


def test_what_is_said_to_a_gap_waits_for_the_end_of_the_tries(client, learner):
    attempt = tries(learner)
    question = attempt.items.get().version.question
    publish_version(question=question, spec=BLANKS)
    attempt.delete()
    attempt = start_attempt(quiz=attempt.quiz, learner=learner)

    gaps = {"gap-g1": "loi", "gap-g2": "o1", "gap-g3": "1980"}
    sent = client.post(url("attempt", attempt), {"slot": 1} | gaps)

    page = client.get(sent.url)
    assert page.context["question"].again.left == 2
    assert "CANARI" not in text(page)


def test_the_page_says_that_an_answer_was_tried_before(client, learner):
    attempt = tries(learner)
    client.post(url("attempt", attempt), {"slot": 1, "choice": TOI})

    again = client.post(url("attempt", attempt), {"slot": 1, "choice": TOI})

    assert len(list(get_messages(again.wsgi_request))) == 1


def test_an_essay_is_given_once(client, learner):
    attempt = tries(learner, "Racontez.{}", "Vrai ?{T}")

    sent = client.post(url("attempt", attempt), {"slot": 1, "text": "une histoire"})

    assert item(attempt).checked_at is not None
    assert client.get(sent.url).context["question"].review is not None


# --- Explained at the end ----------------------------------------------------------------------------


def at_end(learner, *asked, **fields):
    return begin(
        learner,
        *(asked or (THREE, "Vrai ?{T####CANARI-FIN}")),
        **{"behaviour": Behaviour.AT_END} | fields,
    )


def keep(client, attempt, slot, sequence, **data):
    return client.post(url("attempt", attempt), {"slot": slot, "sequence": sequence, **data})


def test_answers_can_be_changed_until_the_end(client, learner):
    attempt = at_end(learner)

    keep(client, attempt, 1, 1, choice=TOI)
    keep(client, attempt, 1, 2, choice=MOI)
    on = keep(client, attempt, 2, 1, choice="true")

    assert on.url == url("overview", attempt)
    assert submit_attempt(attempt=attempt.uuid).points == 2


def test_nothing_is_explained_before_the_end(client, learner):
    attempt = at_end(learner)
    keep(client, attempt, 1, 1, choice=TOI)

    pages = [text(client.get(url("attempt", attempt, f"?q={slot}"))) for slot in (1, 2)]
    pages.append(text(client.get(url("overview", attempt))))

    assert check_item(attempt=attempt.uuid, slot=1, raw={"choice": MOI}).checked_at is None
    assert item(attempt).response == {"choice": TOI}
    for page in pages:
        assert "CANARI" not in page
        assert "answer--right" not in page
    submit_attempt(attempt=attempt.uuid)
    assert "CANARI-FIN" in text(client.get(url("result", attempt)))


def test_the_list_of_questions_says_which_have_an_answer(client, learner):
    attempt = at_end(learner)
    on = keep(client, attempt, 1, 1, choice=TOI)

    page = client.get(on.url)

    assert [place.is_done for place in page.context["places"]] == [True, False]
    assert [place.slot for place in client.get(url("overview", attempt)).context["left"]] == [2]


def test_each_button_keeps_the_answer_first(client, learner):
    attempt = at_end(learner, "A ?{T}", "B ?{T}", "C ?{T}")

    there = keep(client, attempt, 1, 1, choice="true", go="3")
    end = keep(client, attempt, 3, 1, choice="false", verb="finish")

    assert there.url == url("attempt", attempt, "?q=3")
    assert end.url == url("overview", attempt)
    assert item(attempt, 1).response == {"choice": "true"}
    assert item(attempt, 3).response == {"choice": "false"}


def test_an_answer_can_be_taken_away_again(client, learner):
    attempt = at_end(learner, "Comment ?{=ainsi}", "Vrai ?{T}")
    keep(client, attempt, 1, 1, text="ainsi")

    keep(client, attempt, 1, 2, text="")

    assert item(attempt).response == {}


def test_a_form_that_another_page_overtook_is_ignored_and_told(client, learner):
    attempt = at_end(learner)
    save_response(attempt=attempt.uuid, slot=1, raw={"choice": MOI}, sequence=7)

    late = keep(client, attempt, 1, 3, choice=TOI)

    assert late.url == url("attempt", attempt, "?q=1")
    assert len(list(get_messages(late.wsgi_request))) == 1
    assert item(attempt).response == {"choice": MOI}


def test_words_where_a_number_is_asked_are_told_at_once(client, learner):
    attempt = at_end(learner, "Combien ?{#3}", "Vrai ?{T}")

    sent = keep(client, attempt, 1, 1, text="trois")

    assert 'id="answer-error"' in text(client.get(sent.url))


@pytest.mark.parametrize("data", [{}, {"sequence": "x"}, {"sequence": "1", "go": "x"}])
def test_a_form_that_cannot_be_read_is_an_error_of_the_sender(client, learner, data):
    assert client.post(url("attempt", at_end(learner)), {"slot": 1, **data}).status_code == 400


def test_where_answers_are_explained_at_once_there_is_nothing_to_read_over(client, learner):
    attempt = begin(learner, "Vrai ?{T}")

    assert client.get(url("overview", attempt)).url == url("attempt", attempt)
    submit_attempt(attempt=attempt.uuid)
    assert client.get(url("overview", attempt)).url == url("result", attempt)


# --- How sure one is ---------------------------------------------------------------------------------


def certainty(learner, *asked):
    return begin(learner, *(asked or ("A ?{T}", "B ?{T}", "C ?{T}")), behaviour=Behaviour.CERTAINTY)


def test_certainty_decides_of_what_is_won_and_lost(learner):
    attempt = certainty(learner)
    for slot, choice, sure in ((1, "true", 3), (2, "true", 1), (3, "false", 2)):
        save_response(
            attempt=attempt.uuid, slot=slot, raw={"choice": choice}, sequence=1, certainty=sure
        )

    submitted = submit_attempt(attempt=attempt.uuid)

    shares = [round(one.fraction, 4) for one in submitted.items.order_by("slot")]
    assert shares == [1, Decimal("0.3333"), Decimal("-0.6667")]
    assert round(submitted.points, 4) == Decimal("0.6667")


def test_no_answer_loses_nothing_and_an_attempt_never_falls_below_nothing(learner):
    attempt = certainty(learner)
    save_response(attempt=attempt.uuid, slot=1, raw={"choice": "false"}, sequence=1, certainty=3)
    save_response(attempt=attempt.uuid, slot=2, raw={}, sequence=1, certainty=3)

    submitted = submit_attempt(attempt=attempt.uuid)

    assert [one.fraction for one in submitted.items.order_by("slot")] == [-2, 0, 0]
    assert submitted.points == 0


def test_the_form_asks_how_sure_and_keeps_it(client, learner):
    attempt = certainty(learner)

    unsaid = keep(client, attempt, 1, 1, choice="true")
    assert 'id="answer-error"' in text(client.get(unsaid.url))
    said = keep(client, attempt, 1, 2, choice="true", certainty="2")

    assert said.url == url("attempt", attempt, "?q=2")
    assert item(attempt).certainty == 2
    page = " ".join(text(client.get(url("attempt", attempt, "?q=1"))).split())
    assert 'name="certainty" value="2" checked' in page


def test_autosave_keeps_how_sure_one_is(client, learner):
    attempt = certainty(learner)

    client.post(
        url("save", attempt), {"slot": 1, "sequence": 1, "choice": "true", "certainty": "3"}
    )

    assert item(attempt).certainty == 3


def test_an_open_answer_is_not_asked_how_sure(client, learner):
    attempt = certainty(learner, "Racontez.{}", "Vrai ?{T}")

    assert 'name="certainty"' not in text(client.get(url("attempt", attempt, "?q=1")))
    assert keep(client, attempt, 1, 1, text="voilà").url == url("attempt", attempt, "?q=2")


# --- Saving ------------------------------------------------------------------------------------------


def test_a_certainty_that_changed_is_another_save(learner):
    attempt = certainty(learner)

    def save(sure):
        return save_response(
            attempt=attempt.uuid, slot=1, raw={"choice": "true"}, sequence=1, certainty=sure
        )

    assert [save(1), save(1), save(2)] == [SaveOutcome.SAVED, SaveOutcome.SAVED, SaveOutcome.STALE]


def test_answers_stand_in_the_authors_order_where_the_quiz_wants_it(client, learner):
    attempt = begin(learner, "Q ?{=z ~m ~a}", shuffle_answers=False)

    choices = client.get(url("attempt", attempt)).context["question"].choices

    assert [choice["html"] for choice in choices] == ["z", "m", "a"]


@pytest.mark.parametrize("behaviour", [Behaviour.AT_ONCE, Behaviour.AT_END, Behaviour.TRIES])
@pytest.mark.parametrize("size", [10, 200])
def test_page_and_autosave_ask_few_queries_and_submission_a_few_more(
    client, learner, behaviour, size, django_assert_max_num_queries
):
    attempt = start_attempt(quiz=quiz_of(size, behaviour=behaviour), learner=learner)
    client.get(url("attempt", attempt))

    with django_assert_max_num_queries(7):
        assert client.get(url("attempt", attempt, "?q=3")).status_code == 200
    # The session, its account, a lock and a change; two are the savepoint.
    with django_assert_max_num_queries(6):
        saved = client.post(url("save", attempt), {"slot": 3, "sequence": 1, "choice": "c1"})
    assert saved.json()["state"] == "saved"
    # Two are the savepoint that a test puts around it; two keep what was missed, to be reviewed, and SQLite
    # takes 99 of these at a time.
    with django_assert_max_num_queries(12 + size // 100):
        client.post(url("submit", attempt))
