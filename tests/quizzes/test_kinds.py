"""The options of the kinds: marks that stay total and pure, and nothing of the key in sight before."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.display import review_answer
from quizzes.html import sanitised
from quizzes.kinds.choices import Choice, with_choice_ids
from quizzes.kinds.essay import Essay
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import NumberAnswer, Numeric, Unit
from quizzes.kinds.short_text import ShortText, TextAnswer
from quizzes.kinds.single_choice import SingleChoice
from quizzes.marking import clean_response, mark, public_view
from quizzes.specs.codec import from_dict, to_dict
from quizzes.values.grids import Criterion
from quizzes.values.marks import State
from quizzes.values.media import Media, MediaKind, media_inside
from quizzes.values.texts import Rich
from tests.quizzes.factories import right_response
from tests.quizzes.rich_strategies import RICH_SPECS
from tests.quizzes.strategies import RESPONSES


TEXT = Rich("?")


def several(*fractions, **more):
    choices = (Choice(text=Rich(chr(97 + i)), fraction=Decimal(f)) for i, f in enumerate(fractions))
    return MultipleChoice(text=TEXT, choices=with_choice_ids(choices), **more)


# Marks of any kind with any option


@given(RICH_SPECS)
def test_a_sound_question_survives_json_and_making_it_safe(spec):
    assert spec.validate() == []
    assert from_dict(json.loads(json.dumps(to_dict(spec)))) == spec
    assert sanitised(sanitised(spec)) == sanitised(spec)
    assert media_inside(sanitised(spec)) != [] or media_inside(spec) == []


@given(RICH_SPECS, RESPONSES)
def test_any_response_gets_one_mark_within_bounds(spec, response):
    given_mark = mark(spec, response)

    assert 0 <= given_mark.fraction <= 1
    assert given_mark.fraction.is_finite()
    assert mark(spec, response) == given_mark


@given(RICH_SPECS, RESPONSES)
def test_cleaning_twice_changes_nothing_more(spec, response):
    once = clean_response(spec, response)

    assert clean_response(spec, json.loads(json.dumps(once))) == once
    assert mark(spec, once) == mark(spec, response)


@given(RICH_SPECS, RESPONSES)
def test_keys_that_a_question_does_not_ask_for_change_nothing(spec, response):
    forged = {"fraction": "1", "mark": 1, "state": "right", "slot": 9, "media": [], "points": 100}
    taken = response if isinstance(response, dict) else {}

    assert mark(spec, {**forged, **taken}) == mark(spec, taken)


@given(RICH_SPECS, st.lists(st.sampled_from(["c1", "c7", "a1", "p1", "true", "0"])))
def test_ids_of_other_questions_are_dropped(spec, ids):
    cleaned = clean_response(spec, {"choices": ids, "choice": "c99", "pairs": {"p99": "a1"}})

    known = {choice.id for choice in getattr(spec, "choices", ())}
    assert set(cleaned.get("choices", [])) <= known
    assert not {"choice", "pairs"} & cleaned.keys()


@given(RICH_SPECS)
def test_ticking_all_of_several_never_wins_where_one_is_wrong(spec):
    if isinstance(spec, MultipleChoice) and any(choice.fraction <= 0 for choice in spec.choices):
        everything = {"choices": [choice.id for choice in spec.choices]}
        best = mark(spec, right_response(spec)).fraction

        given_mark = mark(spec, everything)

        assert given_mark.fraction < best
        if spec.all_or_nothing or all(choice.fraction >= 0 for choice in spec.choices):
            assert given_mark.fraction == 0


@given(RICH_SPECS, RESPONSES)
def test_every_answer_can_be_explained_and_said_in_words(spec, response):
    said = clean_response(spec, response)
    view = public_view(spec, seed="1")
    view.setdefault("choices", [])

    assert review_answer(spec, said, view).mark == mark(spec, said)
    assert isinstance(spec.in_words(said), str)


# What may be seen before (S39)


KEYED = [
    several(60, 40, -20, all_or_nothing=True),
    ShortText(
        text=TEXT,
        answers=(TextAnswer(text="CANARI", feedback=Rich("CANARI")),),
        typos=2,
        ignore_accents=True,
    ),
    Numeric(
        text=TEXT,
        answers=(NumberAnswer(value=Decimal(424242), tolerance=Decimal(77), is_range=True),),
        units=(Unit(name="min"), Unit(name="h", factor=Decimal("6077"))),
        wrong_feedback=Rich("CANARI"),
    ),
    Essay(
        text=TEXT,
        is_marked=True,
        criteria=(Criterion(title="CANARI", share=Decimal(100), help=Rich("CANARI")),),
    ),
]


@pytest.mark.parametrize("spec", KEYED, ids=lambda spec: spec.kind)
def test_nothing_of_the_key_is_in_the_public_view(spec):
    shown = json.dumps(public_view(spec, seed="7")).lower()

    for secret in ("canari", "fraction", "feedback", "424242", "6077", "77", "-20", "60", "40"):
        assert secret not in shown


def test_the_view_of_pictured_choices_does_not_depend_on_which_is_right():
    def asked(right):
        return SingleChoice(
            text=TEXT,
            choices=with_choice_ids(
                Choice(
                    text=Rich(),
                    fraction=Decimal(100 if name == right else 0),
                    media=(Media(kind=MediaKind.PICTURE, file=key, alternative=name),),
                )
                for key, name in enumerate(("zèbre", "âne", "chat"), start=1)
            ),
        )

    assert public_view(asked("zèbre"), seed="1") == public_view(asked("chat"), seed="1")
    ids = {choice.media[0].alternative: choice.id for choice in asked("chat").choices}
    assert sorted(ids, key=ids.get) == ["chat", "zèbre", "âne"]


# Several choices, all or nothing


@pytest.mark.parametrize(
    ("ticked", "fraction"),
    [(["c1", "c2"], 1), (["c2", "c1"], 1), (["c1"], 0), (["c1", "c2", "c3"], 0), (["c3"], 0)],
)
def test_all_or_nothing_is_won_by_exactly_the_right_ones(ticked, fraction):
    given_mark = mark(several(50, 50, 0, all_or_nothing=True), {"choices": ticked})

    assert given_mark.fraction == fraction
    assert given_mark.state is (State.RIGHT if fraction else State.WRONG)


def test_without_it_a_part_is_earned_and_negative_weights_take_away():
    assert mark(several(50, 50, -25), {"choices": ["c1", "c3"]}).fraction == Decimal("0.25")
    assert mark(several(50, 50, 0), {"choices": ["c1"]}).fraction == Decimal("0.5")


# Typed answers


def test_an_answer_accepted_with_a_slip_says_how_it_is_written():
    spec = ShortText(text=TEXT, answers=(TextAnswer(text=r"réseau \*"),), typos=1)

    assert mark(spec, {"text": "résau *"}).spelling == "réseau *"
    assert mark(spec, {"text": "résau *"}).state is State.RIGHT
    assert mark(spec, {"text": "Réseau *"}).spelling == ""


DURATION = Numeric(
    text=TEXT,
    answers=(NumberAnswer(value=Decimal(90), tolerance=Decimal(5)),),
    units=(Unit(name="min"), Unit(name="h", factor=Decimal(60))),
)


@pytest.mark.parametrize(
    ("said", "free", "required"),
    [
        ("1,5 h", 1, 1),
        ("90 min", 1, 1),
        ("95min", 1, 1),
        ("90", 1, 0),
        ("90 h", 0, 0),
        ("1,5", 0, 0),
        ("1,6 h", 0, 0),
        ("9**9**9 h", 0, 0),
        ("1e99 h", 0, 0),
        ("nan h", 0, 0),
    ],
)
def test_a_number_counts_in_its_unit(said, free, required):
    assert mark(DURATION, {"text": said}).fraction == free
    assert mark(replace(DURATION, unit_required=True), {"text": said}).fraction == required


def test_what_was_expected_is_said_in_the_base_unit_and_a_range_by_its_ends():
    range_ = NumberAnswer(value=Decimal("11.5"), tolerance=Decimal("1.5"), is_range=True)
    spec = replace(DURATION, answers=(range_,))

    assert review_answer(spec, {"text": "1"}, {}).expected == ("10 … 13\u00a0min",)
    assert review_answer(DURATION, {"text": "1"}, {}).expected == ("90 ± 5\u00a0min",)


# What an author must correct


PICTURE = Media(kind=MediaKind.PICTURE, file=1, alternative="Un guichet")
SOUND = Media(kind=MediaKind.AUDIO, file=1, alternative="Un appel", transcript=Rich("Allô"))


@pytest.mark.parametrize(
    ("spec", "codes"),
    [
        (Essay(text=TEXT, media=(PICTURE, SOUND)), []),
        (
            Essay(text=TEXT, media=(replace(PICTURE, alternative=" "),)),
            ["alternative_or_decorative"],
        ),
        (
            Essay(text=TEXT, media=(replace(PICTURE, is_decorative=True),)),
            ["alternative_or_decorative"],
        ),
        (Essay(text=TEXT, media=(replace(PICTURE, alternative="", is_decorative=True),)), []),
        (
            Essay(text=TEXT, media=(replace(PICTURE, alternative="a" * 501),)),
            ["alternative_too_long"],
        ),
        (
            Essay(text=TEXT, media=(replace(SOUND, alternative="", transcript=Rich()),)),
            ["audio_not_named", "audio_without_transcript"],
        ),
        (
            SingleChoice(
                text=TEXT,
                choices=with_choice_ids(
                    [
                        Choice(text=Rich(), fraction=Decimal(100), media=(PICTURE,)),
                        Choice(text=Rich("b"), media=(SOUND,)),
                        Choice(
                            text=Rich(),
                            media=(replace(PICTURE, alternative="", is_decorative=True),),
                        ),
                    ]
                ),
            ),
            ["choice_media", "choice_empty"],
        ),
        (
            ShortText(text=TEXT, answers=(TextAnswer(text="a"),), typos=4),
            ["typos_out_of_range"],
        ),
        (replace(DURATION, units=(Unit(name="h", factor=Decimal(60)),)), ["no_base_unit"]),
        (
            replace(DURATION, units=(Unit(name="min"), Unit(name="min"), Unit(name="9 h"))),
            ["unit_unreadable", "unit_repeated"],
        ),
        (
            replace(DURATION, units=(Unit(name="min"), Unit(name="h", factor=Decimal(0)))),
            ["unit_worth_nothing"],
        ),
        (Essay(text=TEXT, min_words=9, max_words=3), ["words_reversed"]),
        (Essay(text=TEXT, min_words=-1), ["words_negative"]),
        (
            Essay(text=TEXT, criteria=(Criterion(title="Clair", share=Decimal(60)),)),
            ["criteria_sum", "criteria_unmarked"],
        ),
        (
            Essay(
                text=TEXT,
                is_marked=True,
                criteria=(
                    Criterion(title="", share=Decimal(100)),
                    Criterion(title="Rien", share=Decimal(0)),
                ),
            ),
            ["criterion_empty", "criterion_worth_nothing"],
        ),
    ],
)
def test_what_cannot_be_asked_is_named(spec, codes):
    found = spec.validate()

    assert [problem.code for problem in found] == codes
    assert all(problem.message for problem in found)
