"""A question in other words is the same question: the same parts, ids and weights, the same marks."""

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizzes.html import to_safe_html
from quizzes.kinds.blanks import Blanks
from quizzes.kinds.choices import Choice, with_choice_ids
from quizzes.kinds.hotspot import Hotspot
from quizzes.kinds.matching import Matching, Pair, with_pair_ids
from quizzes.kinds.ordering import Ordering
from quizzes.kinds.short_text import ShortText, TextAnswer
from quizzes.kinds.single_choice import SingleChoice
from quizzes.marking import clean_response, mark, public_view
from quizzes.specs.wording import (
    TITLE,
    carry_words_over,
    is_fully_translated,
    monolingual_spec,
    translate_spec,
    wording_of,
)
from quizzes.values.gaps import Gap, marked_gaps
from quizzes.values.likeness import UnlikeError, words_between
from quizzes.values.texts import EMPTY, Rich
from quizzes.values.words import Part, lines_of
from tests.quizzes.rich_strategies import RICH_SPECS
from tests.quizzes.strategies import NUMERIC, RESPONSES, SHORT
from tests.quizzes.strategies_more import BLANKS, MORE_RESPONSES, MORE_SPECS


ABROAD = "\ue123"  # what no text of a question has
EVERY = RICH_SPECS | MORE_SPECS


def translation_of(spec):
    """Each text after a sign; what is accepted, line by line."""
    return {
        path: "\n".join(f"{ABROAD}{line}" for line in word.text.splitlines())
        if word.part is Part.ANSWERS
        else f"{ABROAD}{word.text}"
        for path, word in wording_of(spec).items()
    }


def skeleton(value):
    """All of a question but its words and what is accepted when it is typed."""
    if isinstance(value, Rich):
        return bool(value), value.format if value else None
    if isinstance(value, Gap):
        return list(value.options), len(value.accepted), skeleton(value.feedback)
    if isinstance(value, tuple):
        return [skeleton(part) for part in value]
    if is_dataclass(value):
        kept = [f.name for f in fields(value) if f.name not in {"texts", "said", "also", "answers"}]
        return [(name, skeleton(getattr(value, name))) for name in kept]
    return None if isinstance(value, str) and not hasattr(value, "name") else value


@given(EVERY)
def test_other_words_leave_every_part_id_and_weight_where_it_was(spec):
    assume(not looks_otherwise(spec))
    shown = translate_spec(spec, translation_of(spec))

    assert skeleton(shown) == skeleton(translate_spec(spec, {}))
    seen, seen_here = public_view(spec, seed="x"), public_view(shown, seed="x")
    # Spots are numbered as one reads their message, in its own language.
    order = sorted if spec.kind == Hotspot.kind else list
    assert order(ids_of(seen)) == order(ids_of(seen_here))
    if hasattr(spec, "choices"):
        assert [(c.id, c.fraction) for c in shown.choices] == [
            (c.id, c.fraction) for c in spec.choices
        ]


def ids_of(value):
    if isinstance(value, dict):
        own = [value["id"]] if "id" in value else []
        return own + [one for part in value.values() for one in ids_of(part)]
    return [one for part in value for one in ids_of(part)] if isinstance(value, list) else []


@given(EVERY, RESPONSES | MORE_RESPONSES)
def test_the_same_answer_gets_the_same_mark_in_every_language(spec, response):
    assume(not spec.has_typed_key and not looks_otherwise(spec))
    shown = translate_spec(spec, translation_of(spec), key=translation_of(spec))

    assert clean_response(shown, response) == clean_response(spec, response)
    there, here = mark(shown, response), mark(spec, response)
    assert (there.fraction, there.state) == (here.fraction, here.state)


def looks_otherwise(spec):
    """Things to put in order that are written otherwise and look alike: a translation may part them."""
    if not isinstance(spec, Ordering):
        return False
    texts = {item.text for item in spec.items}
    return len({to_safe_html(text) for text in texts}) < len(texts)


@given(SHORT | BLANKS | NUMERIC)
def test_what_the_source_accepts_is_accepted_in_every_language(spec):
    shown = translate_spec(spec, translation_of(spec), key=translation_of(spec))
    for raw in ({"text": "3"}, *answers_to(spec)):
        assert mark(shown, raw).fraction == mark(spec, raw).fraction


def answers_to(spec):
    if isinstance(spec, ShortText):
        return [{"text": answer.text} for answer in spec.answers]
    if isinstance(spec, Blanks):
        return [{"gaps": {pk: gap.accepted[0] for pk, gap in spec.by_id.items()}}]
    return []


@given(EVERY)
def test_a_question_written_in_the_other_language_gives_its_words_back(spec):
    words = translation_of(spec)
    found = words_between(spec, monolingual_spec(spec, words))

    assert {path: lines_of(text) for path, text in found.items()} == {
        path: lines_of(text) for path, text in words.items()
    }


@given(EVERY)
def test_a_translation_is_whole_once_no_text_is_left(spec):
    words = translation_of(spec)

    assert is_fully_translated(spec, words)
    assert not any(is_fully_translated(spec, {**words, path: " "}) for path in words)


@given(EVERY, st.text(min_size=1).filter(str.strip))
def test_words_come_over_to_a_later_version_but_for_texts_that_changed(spec, said):
    words = {**translation_of(spec), TITLE: "Title"}
    later = replace(spec, general_feedback=Rich(f"{said} anew", spec.text.format))
    assume(later.general_feedback.text not in {word.text for word in wording_of(spec).values()})

    assert carry_words_over(spec, spec, words) == words
    kept = carry_words_over(spec, later, words)
    assert "general_feedback" not in kept
    assert kept == {path: text for path, text in words.items() if path != "general_feedback"}


@given(BLANKS)
def test_gaps_keep_their_marks(spec):
    assert marked_gaps(translate_spec(spec, translation_of(spec)).text.text) == marked_gaps(
        spec.text.text
    )


# --- What no property says so well -------------------------------------------------------------------


def short(*accepted, **more):
    return ShortText(
        text=Rich("Quel mot ?"),
        answers=tuple(TextAnswer(text=text, fraction=Decimal(share)) for text, share in accepted),
        **more,
    )


def test_each_language_accepts_as_many_texts_as_it_needs():
    source = short(("hameçonnage", 100), ("pourriel", 50))
    other = short(("phishing", 100), ("phishing attack", 100), ("spam", 50))

    words = words_between(source, other)

    assert words["answers.0.text"] == "phishing\nphishing attack"
    assert words["answers.1.text"] == "spam"


def test_fewer_accepted_texts_stand_for_all_of_their_weight():
    words = words_between(short(("mel", 100), ("courriel", 100)), short(("e-mail", 100)))
    assert (words["answers.0.text"], words["answers.1.text"]) == ("e-mail", "e-mail")


def test_what_was_typed_is_right_in_the_language_in_which_it_was_answered_and_in_the_sources():
    source = short(("hameçonnage", 100))
    english = {"text": "Which word?", "answers.0.text": "phishing"}
    both, french = translate_spec(source, english, key=english), translate_spec(source, english)

    assert [mark(both, {"text": text}).fraction for text in ("phishing", "hameçonnage")] == [1, 1]
    assert [mark(french, {"text": text}).fraction for text in ("phishing", "hameçonnage")] == [0, 1]
    assert both.expected == ("phishing",)


def test_a_wrong_answer_of_one_language_does_not_hide_a_right_one_of_the_other():
    source = short(("hameçonnage", 100), ("*", 0))
    english = {"answers.0.text": "phishing", "answers.1.text": "*"}
    shown = translate_spec(source, english, key=english)
    assert mark(shown, {"text": "hameçonnage"}).fraction == 1
    assert mark(shown, {"text": "autre"}).fraction == 0


PAIRS = Matching(
    text=Rich("Qui ?"),
    pairs=with_pair_ids(
        Pair(prompt=Rich(prompt), answer=answer)
        for prompt, answer in (("A", "zèbre"), ("B", "âne"), ("C", "âne"))
    ),
    distractors=("lion",),
)


def in_english(*answers, distractor="lion"):
    pairs = zip(PAIRS.pairs, answers, strict=True)
    return replace(
        PAIRS,
        pairs=tuple(replace(pair, answer=answer) for pair, answer in pairs),
        distractors=(distractor,),
    )


def test_ids_of_options_do_not_follow_the_order_of_the_words():
    words = words_between(PAIRS, in_english("a zebra", "donkey", "donkey"))
    shown = translate_spec(PAIRS, words)

    assert list(PAIRS.options.items()) == [("a1", "lion"), ("a2", "zèbre"), ("a3", "âne")]
    assert shown.options == {"a1": "lion", "a2": "a zebra", "a3": "donkey"}


@pytest.mark.parametrize(
    "other",
    [
        in_english("zebra", "donkey", "ass"),  # one answer would become two
        in_english("donkey", "donkey", "donkey"),  # two would become one
        in_english("zebra", "donkey", "donkey", distractor="zebra"),
        replace(PAIRS, pairs=PAIRS.pairs[:2]),
        replace(PAIRS, distractors=()),
        replace(PAIRS, general_feedback=Rich("More.")),
        replace(PAIRS, text=Rich("<p>Who?</p>", "html")),
        short(("zebra", 100)),
    ],
)
def test_what_asks_something_else_is_no_translation(other):
    with pytest.raises(UnlikeError):
        words_between(PAIRS, other)


def test_a_weight_that_moved_is_named_with_what_was_expected():
    def asks(*fractions):
        choices = (Choice(text=Rich(f"C{f}"), fraction=Decimal(f)) for f in fractions)
        return SingleChoice(text=Rich("?"), choices=with_choice_ids(choices))

    with pytest.raises(UnlikeError) as error:
        words_between(asks(100, 0), asks(0, 100))

    assert (error.value.path, error.value.expected, error.value.found) == (
        "choices.0.fraction",
        "100",
        "0",
    )


def test_empty_texts_have_no_words():
    assert "general_feedback" not in wording_of(replace(PAIRS, general_feedback=EMPTY))
