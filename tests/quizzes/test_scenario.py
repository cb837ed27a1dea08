"""A case with branches: its ways, what they are worth, and how far a learner may see."""

import json
from decimal import Decimal

import pytest
from hypothesis import given

from quizzes.display import review_answer
from quizzes.marking import clean_response, mark, next_response, public_view
from quizzes.pages import build_question, localised_view
from quizzes.reply_notation import UnreadableReply, WrittenReply, parse_scene_replies, write_replies
from quizzes.scenario_map import map_of
from quizzes.values.marks import State
from tests.quizzes.new_kinds import SCENARIO, reply, scenario_of, scene
from tests.quizzes.strategies_more import SCENARIOS


def ids(question):
    """Id of each reply by the first word of its text."""
    return {one.text.text.split()[0]: one.id for scene in question.scenes for one in scene.replies}


ID = ids(SCENARIO)


def path(*words):
    return {"path": [ID[word] for word in words]}


@pytest.mark.parametrize(
    ("words", "fraction", "state"),
    [
        (["Je", "Merci,"], "1", State.RIGHT),
        (["Je"], "0.4", State.PARTLY),  # half a path earns what it earned
        (["Rappelez", "Oui,"], "0.2", State.PARTLY),
        (["Votre"], "0", State.WRONG),
        ([], "0", State.UNANSWERED),
    ],
)
def test_a_path_earns_its_share_of_the_best_one(words, fraction, state):
    given_mark = mark(SCENARIO, path(*words) if words else {})

    assert (given_mark.fraction, given_mark.state) == (Decimal(fraction), state)


def test_half_a_path_is_never_right_though_it_earned_everything():
    question = scenario_of(
        scene("a", "A", reply("oui", 1, "b"), reply("non", 0)),
        scene("b", "B", reply("oui", 0), reply("non", -1)),
    )

    assert mark(question, {"path": [ids(question)["oui"]]}).state is State.PARTLY


def test_points_taken_away_never_make_a_mark_negative():
    question = scenario_of(scene("a", "A", reply("oui", 1), reply("non", -5)))

    given_mark = mark(question, {"path": [ids(question)["non"]]})

    assert (given_mark.fraction, given_mark.state) == (0, State.WRONG)


@pytest.mark.parametrize(
    "raw",
    [
        [ID["Je"], "r9", ID["Merci,"]],  # invented
        [ID["Je"], None, ID["Merci,"]],
        [ID["Je"], [ID["Merci,"]]],
    ],
)
def test_a_path_is_cut_at_its_first_step_that_no_scene_offers(raw):
    assert clean_response(SCENARIO, {"path": raw}) == path("Je")


def test_a_path_ends_with_the_story():
    beyond = {"path": [ID["Votre"], "r1", "r1"]}

    assert clean_response(SCENARIO, beyond) == path("Votre")


@pytest.mark.parametrize(
    ("kept", "raw", "expected"),
    [
        ({}, path("Je"), path("Je")),
        (path("Je"), path("Je", "Merci,"), path("Je", "Merci,")),
        (path("Je"), path("Votre"), path("Je")),  # no way back
        (path("Je"), {}, path("Je")),
        (path("Je"), path("Rappelez", "Oui,"), path("Je")),  # nor another way
        ({}, path("Je", "Merci,"), {}),  # nor two scenes at once
    ],
)
def test_a_scenario_goes_on_by_one_choice_and_never_back(kept, raw, expected):
    assert next_response(SCENARIO, kept, raw) == expected


@given(SCENARIOS)
def test_the_best_replies_lead_to_everything_and_every_path_ends(question):
    way, (_steps, ahead) = [], question.walk([])
    while ahead is not None:
        way.append(question.best_replies(ahead)[0])
        ahead = question.walk(way)[1]

    assert len(way) <= len(question.scenes)
    assert question.is_over({"path": way})
    assert mark(question, {"path": way}).fraction == 1
    assert mark(question, {"path": way}).state is State.RIGHT


def shown(question, response, **more):
    return build_question(question, localised_view(question, seed="1"), response, **more)


def test_scenes_that_were_not_reached_are_not_on_the_page():
    first = shown(SCENARIO, {})
    second = shown(SCENARIO, path("Je"))

    assert "Voici mon numéro" not in str(first)
    assert "CANARI" not in str(first.parts)
    assert "Voici mon numéro" in second.parts.scene
    assert "comme convenu" not in str(second)
    assert "Bon réflexe" in second.parts.steps[0].feedback
    assert "À qui parlez-vous" not in str(second)
    assert not second.parts.steps[0].best
    assert not second.parts.best_way


def test_what_is_said_to_a_choice_waits_where_answers_are_explained_at_the_end():
    waiting = shown(SCENARIO, path("Je"), tells=False)

    assert "Bon réflexe" not in str(waiting)


def test_the_public_view_holds_the_first_scene_alone():
    view = json.dumps(public_view(SCENARIO), ensure_ascii=False)

    assert "où en est mon dossier" in view
    assert "Voici mon numéro" not in view


def test_the_review_tells_the_way_taken_and_a_best_one():
    said = path("Rappelez", "Oui,")
    explained = shown(SCENARIO, said, review=review_answer(SCENARIO, said, {}))

    assert [step.is_best for step in explained.parts.steps] == [False, True]
    assert explained.parts.steps[0].best == "Je vérifie votre identité."
    assert [step.reply for step in explained.parts.best_way] == [
        "Je vérifie votre identité.",
        "Merci, je regarde.",
    ]


def test_choices_do_not_come_in_the_order_of_the_author():
    one, other = (
        public_view(scenario_of(scene("a", "A", *replies)))["choices"]
        for replies in (
            (reply("oui", 1), reply("non")),
            (reply("non"), reply("oui", 1)),
        )
    )

    assert one == other


TWO = (reply("oui", 1), reply("non"))


@pytest.mark.parametrize(
    ("scenes", "codes", "named"),
    [
        ([], ["scenes_count"], ""),
        ([scene("", "A", *TWO)], ["scene_without_code"], "1"),
        ([scene("a", " ", *TWO)], ["scene_empty"], "“a”"),
        ([scene("a", "A", TWO[0])], ["scene_replies_count"], "“a”"),
        ([scene("a", "A", *TWO * 3)], ["scene_replies_count"], "“a”"),
        ([scene("a", "A", reply(" ", 1), reply("b"))], ["reply_empty"], "“a”"),
        ([scene("a", "A", reply("oui", 1, "z"), TWO[1])], ["reply_leads_nowhere"], "“z”"),
        ([scene("a", "A", *TWO), scene("b", "B", *TWO)], ["scene_not_reached"], "“b”"),
        ([scene("a", "A", reply("oui", 1, "a"), TWO[1])], ["scenes_in_circle"], "a → a"),
        (
            [
                scene("a", "A", reply("oui", 1, "b"), TWO[1]),
                scene("b", "B", reply("oui", 1, "c"), TWO[1]),
                scene("c", "C", reply("oui", 1, "b"), TWO[1]),
            ],
            ["scenes_in_circle"],
            "b → c → b",
        ),
        ([scene("a", "A", reply("oui"), reply("non", -1))], ["scenario_without_points"], ""),
        ([scene("a", "A", reply("oui", 101), TWO[1])], ["fraction_out_of_range"], "101"),
        (
            [scene("a", "A", reply("oui", 1, "b"), TWO[1])] + [scene("b", "B", *TWO)] * 2,
            ["scene_code_repeated"],
            "“b”",
        ),
    ],
)
def test_what_an_author_must_correct_names_the_scene(scenes, codes, named):
    found = scenario_of(*scenes).validate()

    assert [problem.code for problem in found] == codes
    assert all(named in problem.message for problem in found)


def test_a_circle_that_was_stored_is_marked_and_explained_all_the_same():
    question = scenario_of(
        scene("a", "A", reply("oui", 1, "b"), reply("non")),
        scene("b", "B", reply("encore", 1, "a"), reply("fin")),
    )
    own = ids(question)
    round_and_round = {"path": [own["oui"], own["encore"]] * 50}

    assert 0 <= mark(question, round_and_round).fraction <= 1
    shown(question, {}, review=review_answer(question, {}, {}))


def test_the_map_draws_a_scene_once_and_names_it_again():
    drawn = map_of(SCENARIO)

    after = {one.text.split()[0]: one.scene for one in drawn.replies}
    assert after["Votre"] is None
    assert after["Je"].code == "identite"
    assert [one.scene.code for one in after["Je"].replies if one.scene] == ["retour"]
    assert (after["Rappelez"].code, after["Rappelez"].is_repeated) == ("retour", True)


def test_the_notation_of_replies():
    written = (
        "Je vérifie | 2 | identite | Bon réflexe.\n  Toujours.\n\nOui \\| non|1,5\nRappelez demain"
    )

    assert parse_scene_replies(written) == [
        WrittenReply("Je vérifie", Decimal(2), "identite", "Bon réflexe.\nToujours."),
        WrittenReply("Oui | non", Decimal("1.5")),
        WrittenReply("Rappelez demain"),
    ]


@pytest.mark.parametrize("line", ["Oui | beaucoup", "Oui | 1 | a | b | c"])
def test_a_reply_that_cannot_be_read_is_refused(line):
    with pytest.raises(UnreadableReply, match="Oui"):
        parse_scene_replies(line)


@given(SCENARIOS)
def test_replies_written_for_an_author_are_read_back(question):
    for one in question.scenes:
        read = parse_scene_replies(write_replies(one.replies))

        again = [_as_typed(reply.text.text) for reply in one.replies]
        assert [_as_typed(reply.text) for reply in read] == again
        assert [_as_typed(reply.feedback) for reply in read] == [
            _as_typed(reply.feedback.text) for reply in one.replies
        ]
        assert [(reply.points, reply.next) for reply in read] == [
            (reply.points, reply.next) for reply in one.replies
        ]


def _as_typed(text):
    """Lines end in one way only once they went through a form."""
    return [line.strip() for line in text.strip().splitlines()]
