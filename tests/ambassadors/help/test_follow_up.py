"""Follow-up of a pair through the actions: agreement, notes, fit check, feedback."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ambassadors.help.actions.follow_up import (
    agree_to_plan,
    answer_fit,
    give_feedback,
    save_notes,
    save_plan,
)
from ambassadors.help.actions.pair_maintenance import run_pair_maintenance
from ambassadors.help.actions.pairs import end_pair
from ambassadors.help.enums import Fit, PairStatus, RequestStatus
from ambassadors.help.merging import merge_lines
from ambassadors.help.models import FitAnswer, Pair, PairFeedback, PairNotebook, PairPlan, Session
from ambassadors.help.policies import shared_pairs_of
from ambassadors.help.queries.follow_up import pair_page_of, suggested_goals
from ambassadors.help.queries.rounds import plan_round
from ambassadors.practices.models import PracticePage, PracticeProposal, PracticesPage
from cms.models import HomePage
from core.dates import today
from people.actions.privacy import erase_person
from people.models import OutgoingMail
from tests.ambassadors.factories import PairFactory
from tests.ambassadors.pair_steps import both, helper, log_past_session, seeker, status_of
from tests.ambassadors.test_privacy import exported
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

AGREED = {"rhythm": "weekly", "format": "phone", "discretion": "all"}


@pytest.fixture
def pair():
    """Return a pair that has been active for two months."""
    long_ago = timezone.now() - timedelta(days=60)
    return PairFactory(active=True, proposed_at=long_ago)


# --- Who ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        lambda pair, by: save_plan(pair=pair, by=by, version=0, goals=[], **AGREED),
        lambda pair, by: save_notes(pair=pair, by=by, version=0, text="Non"),
        lambda pair, by: answer_fit(pair=pair, by=by, answer=Fit.GOOD),
        lambda pair, by: give_feedback(pair=pair, by=by, useful=4, learnt="", thanks=""),
    ],
)
def test_nobody_writes_in_the_pair_of_others(pair, act):
    with pytest.raises(PermissionDenied):
        act(pair, PersonFactory())


def test_a_proposal_that_came_to_nothing_has_no_page():
    withdrawn = PairFactory(accepted_by_ambassador=True, status=PairStatus.ENDED)
    proposed = PairFactory(accepted_by_ambassador=True)

    for pair in (withdrawn, proposed):
        for person in both(pair):
            assert not shared_pairs_of(person).exists()


# --- Agreement ----------------------------------------------------------------------------------------


def test_both_agree_to_the_same_words(pair):
    save_plan(pair=pair, by=seeker(pair), version=0, goals=["Ouvrir mon compte"], **AGREED)
    assert not pair.plan.is_agreed

    agree_to_plan(pair=pair, by=helper(pair), version=1)
    pair.plan.refresh_from_db()
    assert pair.plan.is_agreed

    save_plan(pair=pair, by=helper(pair), version=1, goals=["Autre chose"], **AGREED)
    pair.plan.refresh_from_db()
    assert (pair.plan.is_agreed_by("seeker"), pair.plan.is_agreed_by("ambassador")) == (False, True)


def test_an_agreement_over_a_newer_one_is_refused_and_so_is_a_yes_to_older_words(pair):
    save_plan(pair=pair, by=seeker(pair), version=0, goals=["Un"], **AGREED)

    with pytest.raises(ValidationError) as refused:
        save_plan(pair=pair, by=helper(pair), version=0, goals=["Deux"], **AGREED)
    assert refused.value.code == "stale"
    save_plan(pair=pair, by=seeker(pair), version=1, goals=["Trois"], **AGREED)
    with pytest.raises(ValidationError):
        agree_to_plan(pair=pair, by=helper(pair), version=1)

    assert PairPlan.objects.get().goals == ["Trois"]


@pytest.mark.parametrize("goals", [["a", "b", "c", "d"], ["x" * 141]])
def test_three_short_goals_at_most(pair, goals):
    with pytest.raises(ValidationError):
        save_plan(pair=pair, by=seeker(pair), version=0, goals=goals, **AGREED)


def test_goals_are_suggested_from_the_topics_of_the_request(pair):
    [topic] = pair.request.topics.all()

    assert any(topic.name in goal for goal in suggested_goals([topic]))


# --- Notes --------------------------------------------------------------------------------------------


def test_what_the_other_wrote_meanwhile_is_kept_with_ones_own(pair):
    save_notes(pair=pair, by=seeker(pair), version=0, text="Mot de passe : le coffre")

    saved = save_notes(pair=pair, by=helper(pair), version=0, text="Rappeler lundi")

    assert saved.kept_both
    text = PairNotebook.objects.get().text
    assert "Mot de passe : le coffre" in text
    assert "Rappeler lundi" in text


def test_whoever_has_read_the_newest_text_changes_it_as_they_like(pair):
    save_notes(pair=pair, by=seeker(pair), version=0, text="Un\nDeux")

    saved = save_notes(pair=pair, by=helper(pair), version=1, text="Deux")

    assert not saved.kept_both
    assert PairNotebook.objects.get().text == "Deux"


def test_the_same_form_sent_twice_changes_nothing_more(pair):
    for _time in range(2):
        saved = save_notes(pair=pair, by=seeker(pair), version=0, text="Une ligne")

    assert not saved.kept_both
    assert PairNotebook.objects.get().text == "Une ligne"


LINES = st.lists(st.text(st.characters(categories=["L", "N", "Zs"]), max_size=8), max_size=6)


@given(LINES, LINES)
def test_no_line_of_either_is_lost(newer, own):
    text = merge_lines("\n".join(newer), "\n".join(own), "— et —")
    lines = {line.strip() for line in text.splitlines()}

    assert {
        line.strip() for lines_of_one in (newer, own) for line in lines_of_one if line.strip()
    } <= lines


# --- The first check ----------------------------------------------------------------------------------

CHECKS = [
    ((None, None), PairStatus.ACTIVE),
    ((Fit.GOOD, Fit.GOOD), PairStatus.ACTIVE),
    ((Fit.GOOD, Fit.UNDECIDED), PairStatus.ACTIVE),
    ((Fit.UNDECIDED, Fit.UNDECIDED), PairStatus.ACTIVE),
    ((Fit.GOOD, None), PairStatus.ENDED),
    ((None, Fit.UNDECIDED), PairStatus.ENDED),
    ((Fit.NOT_RIGHT, None), PairStatus.ENDED),
    ((None, Fit.NOT_RIGHT), PairStatus.ENDED),
    ((Fit.GOOD, Fit.NOT_RIGHT), PairStatus.ENDED),
    ((Fit.NOT_RIGHT, Fit.NOT_RIGHT), PairStatus.ENDED),
]


def answer_fit_checks(pair, answers):
    for person, answer in zip(both(pair), answers, strict=True):
        if answer:
            answer_fit(pair=pair, by=person, answer=answer)


@pytest.mark.parametrize(("answers", "left"), CHECKS)
def test_what_becomes_of_a_pair_on_the_morning_of_its_check(pair, answers, left):
    log_past_session(pair, days_ago=13)
    answer_fit_checks(pair, answers)

    run_pair_maintenance(today=today())
    assert status_of(pair) == PairStatus.ACTIVE, "before the day, whatever was said"
    run_pair_maintenance(today=today() + timedelta(days=1))
    run_pair_maintenance(today=today() + timedelta(days=2))

    assert status_of(pair) == left
    assert status_of(pair.request) == (
        RequestStatus.MATCHED if left == PairStatus.ACTIVE else RequestStatus.OPEN
    )


def visible_content(pair, person):
    """Return what the person sees on the page, in the export and in mails, without times and their own
    answer."""
    pair = Pair.objects.get(pk=pair.pk)
    page = pair_page_of(pair, person)
    rows, _words = exported(person)
    del rows["ambassadors.FitAnswer"]
    for row in (row for table in rows.values() for row in table):
        for key in [key for key in row if key.endswith("_at") or key == "topics"]:
            del row[key]
    kinds = sorted(OutgoingMail.objects.filter(person=person).values_list("kind", flat=True))
    return pair.status, page.closing and page.closing.is_asked, rows, kinds


@pytest.mark.parametrize("own", [Fit.GOOD, Fit.UNDECIDED])
@pytest.mark.parametrize("side", [0, 1])
def test_who_said_yes_cannot_tell_a_no_from_silence(own, side, settings):
    """Everything that they can read is the same in the two worlds, on every day."""
    worlds = []
    for other in (Fit.NOT_RIGHT, None):
        pair = PairFactory(
            active=True, proposed_at=timezone.now() - timedelta(days=60), round__title="Tour"
        )
        log_past_session(pair, days_ago=13)
        answers = [own, own]
        answers[1 - side] = other
        answer_fit_checks(pair, answers)
        before = visible_content(pair, both(pair)[side])
        run_pair_maintenance(today=today() + timedelta(days=1))
        worlds.append((before, visible_content(pair, both(pair)[side])))
        Pair.objects.filter(pk=pair.pk).update(round=pair.round)

    assert worlds[0] == worlds[1]


def test_the_same_two_are_not_brought_together_again(pair):
    log_past_session(pair, days_ago=13)
    answer_fit_checks(pair, (None, Fit.NOT_RIGHT))

    run_pair_maintenance(today=today() + timedelta(days=1))
    Pair.objects.update(expires_at=timezone.now() - timedelta(days=1))

    assert seeker(pair).pk in plan_round(mode="most_people").requests
    assert plan_round(mode="most_people").result.pairs == ()


def test_the_answer_can_be_changed_until_the_day_and_not_afterwards(pair):
    with pytest.raises(ValidationError):
        answer_fit(pair=pair, by=seeker(pair), answer=Fit.GOOD)  # they have not met
    log_past_session(pair, days_ago=13)
    for answer in (Fit.NOT_RIGHT, Fit.GOOD):
        answer_fit(pair=pair, by=seeker(pair), answer=answer)
    assert FitAnswer.objects.get().answer == Fit.GOOD

    Session.objects.update(logged_at=timezone.now() - timedelta(days=14))
    with pytest.raises(ValidationError):
        answer_fit(pair=pair, by=seeker(pair), answer=Fit.NOT_RIGHT)


def test_neither_exports_the_answer_nor_the_words_of_the_other(pair):
    log_past_session(pair)
    answer_fit(pair=pair, by=seeker(pair), answer=Fit.NOT_RIGHT)
    end_pair(pair=pair, by=helper(pair))
    give_feedback(pair=pair, by=seeker(pair), useful=1, learnt="secret", thanks="")

    rows, words = exported(helper(pair))

    assert (rows["ambassadors.FitAnswer"], rows["ambassadors.PairFeedback"]) == ([], [])
    assert "not_right" not in words
    assert "secret" not in words
    assert len(exported(seeker(pair))[0]["ambassadors.PairFeedback"]) == 1


# --- The end ------------------------------------------------------------------------------------------


def test_words_are_revealed_together(pair):
    end_pair(pair=pair, by=helper(pair))
    give_feedback(pair=pair, by=seeker(pair), useful=4, learnt="Le site", thanks="Merci")
    pair.refresh_from_db()
    assert pair_page_of(pair, helper(pair)).closing.others is None

    give_feedback(pair=pair, by=helper(pair), useful=3, learnt="", thanks="À bientôt")

    assert pair_page_of(pair, helper(pair)).closing.others.thanks == "Merci"
    assert pair_page_of(pair, seeker(pair)).closing.others.thanks == "À bientôt"


@pytest.mark.parametrize("agrees", [True, False])
def test_what_was_learnt_goes_to_the_editors_without_a_name_once_both_agree(pair, agrees):
    home = HomePage.objects.get(locale__language_code="fr")
    home.add_child(instance=PracticesPage(title="Bonnes pratiques", slug="bonnes"))
    end_pair(pair=pair, by=helper(pair))
    word = {"useful": 4, "thanks": "", "may_be_told": True}
    give_feedback(pair=pair, by=seeker(pair), learnt="Montrer à deux le même écran.", **word)
    assert not PracticePage.objects.exists()

    word["may_be_told"] = agrees
    give_feedback(pair=pair, by=helper(pair), learnt="", **word)

    drafts = [page for page in PracticePage.objects.all() if not page.live]
    assert [str(page.body) for page in drafts if "le même écran" in str(page.body)] == [
        str(page.body) for page in drafts
    ]
    assert len(drafts) == (1 if agrees else 0)
    assert not PracticeProposal.objects.exists()
    assert not any(page.owner for page in drafts)


def test_what_names_somebody_is_not_proposed_and_nothing_is_lost(pair):
    end_pair(pair=pair, by=helper(pair))
    word = {"useful": 4, "thanks": "", "learnt": "Écrire à dupont@exemple.fr"}

    with pytest.raises(ValidationError):
        give_feedback(pair=pair, by=seeker(pair), may_be_told=True, **word)

    assert not PairFeedback.objects.exists()
    give_feedback(pair=pair, by=seeker(pair), may_be_told=False, **word)
    assert PairFeedback.objects.exists()


def test_after_a_fortnight_one_word_is_read_and_no_other_comes(pair):
    end_pair(pair=pair, by=helper(pair))
    give_feedback(pair=pair, by=seeker(pair), useful=4, learnt="", thanks="Merci")
    Pair.objects.update(ended_at=timezone.now() - timedelta(days=14))
    pair.refresh_from_db()

    assert pair_page_of(pair, helper(pair)).closing.others.thanks == "Merci"
    with pytest.raises(ValidationError):
        give_feedback(pair=pair, by=helper(pair), useful=1, learnt="", thanks="Trop tard")


def test_a_word_is_given_once_at_the_end_and_not_after_the_first_check(pair):
    with pytest.raises(ValidationError):
        give_feedback(pair=pair, by=seeker(pair), useful=4, learnt="", thanks="")
    end_pair(pair=pair, by=helper(pair))
    give_feedback(pair=pair, by=seeker(pair), useful=4, learnt="", thanks="")
    with pytest.raises(ValidationError):
        give_feedback(pair=pair, by=seeker(pair), useful=1, learnt="", thanks="")
    PairFeedback.objects.all().delete()
    PairPlan.objects.update_or_create(pair=pair, defaults={"was_let_end": True})
    with pytest.raises(ValidationError):
        give_feedback(pair=pair, by=seeker(pair), useful=4, learnt="", thanks="")


def test_nothing_is_written_in_a_pair_that_ended(pair):
    end_pair(pair=pair, by=helper(pair))

    for act in (
        lambda: save_notes(pair=pair, by=seeker(pair), version=0, text="x"),
        lambda: save_plan(pair=pair, by=seeker(pair), version=0, goals=[], **AGREED),
    ):
        with pytest.raises(ValidationError):
            act()


@pytest.mark.parametrize("side", [seeker, helper])
def test_erasing_either_leaves_nothing_of_what_the_two_wrote(pair, side):
    log_past_session(pair)
    save_notes(pair=pair, by=seeker(pair), version=0, text="x")
    save_plan(pair=pair, by=seeker(pair), version=0, goals=["x"], **AGREED)
    answer_fit(pair=pair, by=seeker(pair), answer=Fit.GOOD)
    end_pair(pair=pair, by=helper(pair))
    give_feedback(pair=pair, by=seeker(pair), useful=4, learnt="x", thanks="x")

    erase_person(person=side(pair))

    for model in (Pair, Session, PairPlan, PairNotebook, FitAnswer, PairFeedback):
        assert not model.objects.exists()
