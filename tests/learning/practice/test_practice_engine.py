"""Every task of every practice portal can be carried out, whatever somebody does, in each language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.practice.engine import (
    CAUGHT,
    GOOD,
    MATCH,
    MISSED,
    OTHER,
    MissingAnswers,
    StaleState,
    advance,
    answer_value,
    as_data,
    dead_ends,
    from_data,
    review,
    start,
    step_back,
    unreached_screens,
)
from learning.practice.portal import MENU, FieldKind
from learning.practice.reading import UnfitPortal, read_portal, skeleton
from learning.practice.shelf import LANGUAGES, portal_keys, practice_portal


TASKS = [
    (key, language, task)
    for key in portal_keys()
    for language in LANGUAGES
    for task in practice_portal(key, language).tasks
]


def found(key, language, task):
    portal = practice_portal(key, language)
    return portal, portal.tasks[task]


def moves_of(portal, screen):
    menu = [MENU + entry for entry in portal.menu] if screen.has_menu else []
    return [move.key for move in screen.moves] + menu


def any_answers(draw, screen):
    return {
        control.key: draw(
            st.sampled_from(
                [*control.options, *control.accepts[:1], *(["autre chose"] * bool(control.accepts))]
            )
        )
        for control in screen.fields
        if control.kind is not FieldKind.IMITATION
    }


@pytest.mark.parametrize(("key", "language", "task"), TASKS)
def test_the_end_can_be_reached_from_wherever_one_gets(key, language, task):
    portal, task = found(key, language, task)
    assert dead_ends(portal, task) == set()
    assert unreached_screens(portal, task) == set()


@given(st.data())
def test_whatever_is_done_a_task_goes_on_and_survives_between_two_requests(data):
    portal, task = found(*data.draw(st.sampled_from(TASKS)))
    state = start(task)
    for _step in range(data.draw(st.integers(1, 30))):
        if state.is_done:
            break
        screen = portal.screen(task, state.screen)
        if data.draw(st.booleans()) and state.trail:
            state = step_back(state)
            continue
        move = data.draw(st.sampled_from(moves_of(portal, screen)))
        state = advance(portal, task, state, move, any_answers(data.draw, screen))
        assert from_data(portal, task, as_data(state)) == state
    assert set(state.marks.values()) <= {GOOD, MISSED, CAUGHT}
    said = review(task, state)
    assert len(said.good + said.caught + said.missed) == len(task.observations)


@pytest.mark.parametrize(("key", "language", "task"), TASKS)
def test_each_observation_can_be_done_well_and_can_be_missed(key, language, task):
    portal, task = found(key, language, task)
    screens = [*task.screens.values(), *portal.screens.values()]
    outcomes = [outcome for screen in screens for move in screen.moves for outcome in move.outcomes]
    good = {name for outcome in outcomes for name in outcome.good}
    missed = {name for outcome in outcomes for name in outcome.missed}
    for observation in task.observations.values():
        assert observation.presumed or observation.key in good
        assert not observation.presumed or observation.key in missed


@pytest.mark.parametrize("key", portal_keys())
def test_languages_differ_in_words_alone_and_each_portal_has_the_eight_tasks(key):
    french, english = (practice_portal(key, language) for language in LANGUAGES)
    assert skeleton(french) == skeleton(english)
    assert french.name != english.name
    assert set(french.tasks) == set(practice_portal(portal_keys()[0], "fr").tasks)
    assert len(french.tasks) >= 8


@pytest.mark.parametrize("key", portal_keys())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_is_one_that_nobody_can_own(key, language):
    portal = practice_portal(key, language)
    shown = [screen.address for task in portal.tasks.values() for screen in task.screens.values()]
    for address in [portal.address, *filter(None, shown)]:
        assert address.endswith(".example") or ".example." in address


def test_a_text_is_only_ever_right_or_not():
    _portal, task = found("logement", "fr", "signaler-et-suivre")
    number = task.screens["follow"].fields[0]
    assert [answer_value(number, text) for text in (" di 2041 ", "2041", "9999", " ", "")] == [
        MATCH,
        MATCH,
        OTHER,
        "",
        "",
    ]


def test_an_option_that_is_not_offered_is_no_answer():
    portal, task = found("logement", "fr", "se-connecter")
    state = advance(portal, task, start(task), "real", {})
    with pytest.raises(MissingAnswers) as missing:
        advance(portal, task, state, "enter", {"email": "mine@example.org", "keep": "refuse"})
    assert missing.value.fields == ["email"]


def test_what_was_missed_then_done_well_is_caught_and_may_be_missed_again():
    portal, task = found("logement", "fr", "se-connecter")
    state = advance(portal, task, start(task), "advert", {})
    state = advance(portal, task, state, "report", {})
    assert state.marks["address"] == CAUGHT
    assert advance(portal, task, state, "advert", {}).marks["address"] == MISSED


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "end",
        ["gone", {}, [], []],
        ["results", {"nothing": "good"}, [], []],
        ["results", {}, [], [["gone", []]]],
    ],
)
def test_a_state_that_the_portal_does_not_know_is_stale(data):
    portal, task = found("logement", "fr", "se-connecter")
    with pytest.raises(StaleState):
        from_data(portal, task, data)


MINIMAL = {
    **dict.fromkeys(("name", "owner", "address", "icon", "holder", "version"), "…"),
    "menu": {},
    "screens": {},
}


@pytest.mark.parametrize(
    ("screen", "problem"),
    [
        ({"title": "…", "moves": {"go": {"label": "…", "to": "nowhere"}}}, "no screen “nowhere”"),
        ({"title": "…", "moves": {"go": {"label": "…", "to": "end", "good": "x"}}}, "observes “x”"),
        ({"title": "…", "moves": {True: {"label": "…", "to": "end"}}}, "no name of a move"),
        ({"title": "…", "colour": "red"}, "unknown colour"),
        ({"title": "…", "fields": {"a": {"label": "…"}}}, "two options"),
        ({"title": "…", "fields": {"a": {"label": "…", "kind": "text"}}}, "which texts"),
        ({"title": "…", "fields": {"a": {"label": "…", "kind": "password"}}}, "password"),
        (
            {
                "title": "…",
                "fields": {"a": {"label": "…", "kind": "imitation"}},
                "moves": {
                    "go": {
                        "label": "…",
                        "to": "end",
                        "when": [{"answers": {"a": "x"}, "to": "end"}],
                    }
                },
            },
            "nobody is asked for a secret",
        ),
    ],
)
def test_a_file_that_cannot_be_played_says_why(screen, problem):
    task = {"title": "…", "situation": "…", "goal": "…", "start": "a", "screens": {"a": screen}}
    with pytest.raises(UnfitPortal) as unfit:
        read_portal("x", MINIMAL | {"tasks": {"t": task}})
    assert problem in " ".join(unfit.value.problems)
