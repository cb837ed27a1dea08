"""What changed between two versions, in words."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from quizzes.changes import NAMES, ChangeKind, spec_changes
from quizzes.kinds.essay import Essay
from quizzes.values.texts import Rich, TextFormat
from tests.quizzes.factories import spec
from tests.quizzes.strategies import SPECS


def said(before, after):
    return [
        (one.how, one.what, one.of, one.part, one.before, one.after)
        for one in spec_changes(spec(before), spec(after))
    ]


def test_the_same_question_has_not_changed():
    assert said("Q ?{=a ~b}", "Q ?{=a ~b}") == []


def test_another_text_is_said_with_both_wordings():
    assert said("Qui ?{=a ~b}", "Qui donc ?{=a ~b}") == [
        (ChangeKind.CHANGED, NAMES["text"], "", "", "Qui ?", "Qui donc ?")
    ]


def test_choices_come_and_go():
    assert said("Q ?{=oui ~non}", "Q ?{=oui ~peut-être}") == [
        (ChangeKind.REMOVED, NAMES["choices"], "", "", "non", ""),
        (ChangeKind.ADDED, NAMES["choices"], "", "", "", "peut-être"),
    ]


def test_a_choice_that_was_corrected_is_the_same_choice():
    [change] = said("Q ?{=Mon responsable ~non}", "Q ?{=Mon responsable direct ~non}")

    assert change[0] is ChangeKind.CHANGED
    assert change[2:] == (
        "Mon responsable direct",
        "its text",
        "Mon responsable",
        "Mon responsable direct",
    )


def test_another_right_choice_is_a_change_of_what_two_choices_are_worth():
    changed = said("Q ?{=oui ~non}", "Q ?{~oui =non}")

    assert [(of, part, before, after) for _how, _what, of, part, before, after in changed] == [
        ("oui", "what it is worth (%)", "100", "0"),
        ("non", "what it is worth (%)", "0", "100"),
    ]


def test_what_is_said_to_a_choice_was_added():
    [(how, _what, of, part, before, after)] = said("Q ?{=oui ~non}", "Q ?{=oui#Bravo ~non}")

    assert (how, of, part, before, after) == (
        ChangeKind.ADDED,
        "oui",
        "what is said to it",
        "",
        "Bravo",
    )


def test_another_order_is_one_change():
    assert said("Q ?{=oui ~non ~jamais}", "Q ?{~jamais =oui ~non}") == [
        (ChangeKind.MOVED, NAMES["choices"], "", "", "", "")
    ]


def test_identifiers_that_follow_from_the_texts_are_no_change():
    """A new choice that sorts first gives all others another identifier."""
    assert len(said("Q ?{=b ~c}", "Q ?{=b ~c ~a}")) == 1


def test_options_numbers_and_partners_are_compared():
    assert said("Q ?{T}", "Q ?{F}")[0][4:] == ("yes", "no")
    assert said("Q ?{#3:1}", "Q ?{#3:2}")[0][2:] == ("3", "its tolerance", "1", "2")
    assert said("Q ?{=Lyon -> 69 =Brest -> 29}", "Q ?{=Lyon -> 69 =Brest -> 35}")[0][2:] == (
        "Brest",
        "its partner",
        "29",
        "35",
    )


def test_another_kind_says_so_and_compares_what_both_have():
    found = spec_changes(spec("Q ?{T}"), spec("Q ?{=a ~b}"))

    assert (found[0].what, found[0].before, found[0].after) == (
        NAMES["kind"],
        "true_false",
        "single_choice",
    )
    assert NAMES["text"] not in {one.what for one in found}


def test_the_same_words_in_another_format_are_said():
    before = Essay(text=Rich("Dites"))
    [change] = spec_changes(before, replace(before, text=Rich("Dites", TextFormat.MARKDOWN)))

    assert (change.what, change.before, change.after) == (NAMES["format"], "plain", "markdown")


@settings(max_examples=60, deadline=None)
@given(SPECS, SPECS)
def test_any_two_questions_can_be_compared(first, second):
    assert spec_changes(first, first) == []
    assert (spec_changes(first, second) == []) <= (first.kind == second.kind)


@pytest.mark.parametrize("long", [200])
def test_many_choices_are_compared_soon(long):
    many = "".join(f" ~choix numéro {number}" for number in range(long))

    assert len(said(f"Q ?{{=oui{many}}}", f"Q ?{{=oui ~neuf{many}}}")) == 1
