"""An answer to one version, read by another: the same meaning or none."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds.choices import with_choice_ids
from quizzes.kinds.essay import Essay
from quizzes.kinds.information import Information
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.single_choice import SingleChoice
from quizzes.marking import clean_response, mark
from quizzes.rekeying import read_by_key
from quizzes.values.gaps import Gap
from quizzes.values.texts import Rich
from tests.quizzes.factories import right_response, spec
from tests.quizzes.new_kinds import BLANKS, ORDERING, SCENARIO, markdown, order_of, reply, scene


def choices(*texts, right=0, kind=SingleChoice):
    gift = " ".join(f"{'=' if i == right else '~'}{text}" for i, text in enumerate(texts))
    return spec(f"Laquelle ?{{{gift}}}")


def chosen(question, text):
    return {"choice": next(c.id for c in question.choices if c.text.text == text)}


def test_a_choice_is_found_again_by_its_text_where_ids_differ():
    asked = choices("Nice", "Lyon", "Metz")
    other = replace(asked, choices=tuple(reversed([replace(c, id="") for c in asked.choices])))
    key = replace(other, choices=tuple(replace(c, id=f"x{n}") for n, c in enumerate(other.choices)))

    read = read_by_key(asked, key)

    for text in ("Nice", "Lyon", "Metz"):
        assert read.response(chosen(asked, text)) == chosen(key, text)
    assert read.response({}) == {}
    assert read.response({"choice": "c99"}) == {}


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        (choices("Nice", "Lyon"), choices("Nice", "Lyon", "Metz")),
        (choices("Nice", "Lyon", "Metz"), choices("Nice", "Lyon")),
        (choices("Nice", "Lyon"), choices("Nice", "Metz")),
        (choices("Nice", "Lyon"), spec("Laquelle ?{=Nice =Lyon}")),
        (spec("Vrai ?{T}"), choices("Vrai", "Faux")),
        (spec("Qui ?{=A -> un =B -> deux}"), spec("Qui ?{=A -> un =B -> trois}")),
        (spec("Qui ?{=A -> un =B -> deux}"), spec("Qui ?{=A -> un =C -> deux}")),
        (Essay(text=Rich("?"), is_marked=True), Essay(text=Rich("?"), is_marked=True)),
        (Information(text=Rich("Lisez.")), Information(text=Rich("Lisez."))),
    ],
)
def test_what_could_be_answered_otherwise_is_not_read(asked, key):
    assert read_by_key(asked, key) is None


def test_two_choices_that_read_alike_are_told_apart_by_their_ids_only():
    twice = choices("Nice", "Nice", "Lyon")
    moved = replace(twice, choices=with_choice_ids(reversed(twice.choices)))
    renamed = replace(moved, choices=tuple(replace(c, id=f"x{c.id}") for c in moved.choices))

    assert read_by_key(twice, replace(twice, general_feedback=Rich("Oui."))) is not None
    assert read_by_key(twice, renamed) is None


def test_pairs_are_found_again_by_their_texts_and_the_key_may_change():
    asked = spec("Qui ?{=A -> un =B -> deux =C -> trois}")
    key = spec("Qui ?{=C -> deux =A -> un =B -> trois}")
    read = read_by_key(asked, key)

    assert mark(key, read.response(right_response(asked))).fraction < 1
    said = {"A": "un", "B": "trois", "C": "deux"}
    options = {text: pk for pk, text in asked.options.items()}
    given = {"pairs": {p.id: options[said[p.prompt.text]] for p in asked.pairs}}
    assert mark(key, read.response(given)).fraction == 1


@pytest.mark.parametrize(
    ("asked", "key"),
    [("Vrai ?{T}", "Vrai ?{F}"), ("Où ?{=ici}", "Où ?{=là}"), ("Combien ?{#4}", "Combien ?{#5}")],
)
def test_what_was_written_or_said_reads_as_it_is(asked, key):
    read = read_by_key(spec(asked), spec(key))

    assert mark(spec(key), read.response(right_response(spec(key)))).fraction == 1
    assert mark(spec(key), read.response(right_response(spec(asked)))).fraction == 0
    assert not read.is_reworded


def test_another_wording_is_told_to_the_author():
    assert read_by_key(spec("Est-ce permis ?{T}"), spec("Est-ce interdit ?{F}")).is_reworded
    assert not read_by_key(spec("Est-ce  permis ?{T}"), spec("Est-ce permis ?{F}")).is_reworded


TEXTS = st.lists(st.text("abcdef", min_size=1, max_size=4), min_size=2, max_size=6, unique=True)


@given(TEXTS, st.data())
def test_an_answer_means_the_same_choices_in_any_order_of_ids(texts, data):
    asked = MultipleChoice(
        text=Rich("?"),
        choices=with_choice_ids(c for c in choices(*texts).choices),
    )
    order = data.draw(st.permutations(range(len(texts))))
    key = replace(
        asked,
        choices=tuple(replace(asked.choices[old], id=f"k{new}") for new, old in enumerate(order)),
    )
    ticked = data.draw(st.sets(st.sampled_from([c.id for c in asked.choices])))
    given = clean_response(asked, {"choices": sorted(ticked)})

    read = read_by_key(asked, key).response(given)

    told = {c.text.text for c in key.choices if c.id in read.get("choices", [])}
    assert told == {c.text.text for c in asked.choices if c.id in ticked}


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["choice", "choices", "pairs", "text"]), inner)
        ),
    )
)
def test_no_stored_answer_breaks_the_reading(raw):
    for one in ("Vrai ?{T}", "Où ?{=ici}", "Laquelle ?{=a ~b}", "Qui ?{=A -> un =B -> deux}"):
        question = spec(one)
        given = clean_response(question, raw)
        assert read_by_key(question, question).response(given) == given


def renamed_items(question, prefix):
    return replace(
        question,
        items=tuple(replace(item, id=f"{prefix}{item.id}") for item in question.items),
    )


def test_an_order_is_read_by_the_order_that_is_right_now():
    asked = order_of("Écouter", "Répondre", "Reformuler")
    key = renamed_items(order_of("Écouter", "Reformuler", "Répondre"), "x")
    places = {"Écouter": 1, "Reformuler": 2, "Répondre": 3}
    given = {"places": {item.id: places[item.text.text] for item in asked.items}}

    read = read_by_key(asked, key)

    assert mark(asked, given).fraction < 1
    assert mark(key, read.response(given)).fraction == 1
    assert read.response({}) == {}
    assert read_by_key(ORDERING, order_of("Écouter", "Reformuler", "Répondre")) is None


def test_a_gap_is_read_as_typed_or_by_the_words_that_its_list_offered():
    year = Gap(accepted=("2018",), others=("2016", "1995", "2020"))
    asked = replace(
        BLANKS,
        gaps=(*BLANKS.gaps[:1], replace(year, others=("2016", "2020", "1995")), BLANKS.gaps[2]),
    )
    key = replace(
        asked,
        gaps=(
            Gap(accepted=("règlement",)),
            replace(year, accepted=("2016",), others=("2018", "1995", "2020")),
            BLANKS.gaps[2],
        ),
    )
    option = next(pk for pk, text in asked.gaps[1].options.items() if text == "2016")

    read = read_by_key(asked, key).response(
        {"gaps": {"g1": "règlement", "g2": option, "g3": "1978"}}
    )

    assert mark(key, read).fraction == 1
    assert read_by_key(asked, key).response({}) == {}


def with_gap(number, gap):
    return replace(
        BLANKS, gaps=tuple(gap if i == number else g for i, g in enumerate(BLANKS.gaps, start=1))
    )


@pytest.mark.parametrize(
    "key",
    [
        with_gap(1, Gap(accepted=("RGPD",), others=("CNIL",))),
        with_gap(2, Gap(accepted=("2016",))),
        with_gap(2, Gap(accepted=("2016",), others=("2018", "1978"))),
        replace(BLANKS, text=markdown("Le [[1]] date de [[2]]."), gaps=BLANKS.gaps[:2]),
    ],
)
def test_a_gap_that_is_filled_otherwise_is_not_read(key):
    assert read_by_key(BLANKS, key) is None


def with_first(first):
    return replace(SCENARIO, scenes=(first, *SCENARIO.scenes[1:]))


def test_a_way_through_a_scenario_is_read_by_the_words_of_its_replies():
    said = SCENARIO.scenes[0]
    worth = {"Rappelez demain.": 2}
    first = replace(
        said,
        replies=tuple(
            replace(one, id=f"x{one.id}", points=worth.get(one.text.text, 0))
            for one in reversed(said.replies)
        ),
    )
    key = with_first(first)
    late = next(one.id for one in said.replies if one.text.text == "Rappelez demain.")
    number = next(one.id for one in SCENARIO.scenes[2].replies if one.points)
    given = {"path": [late, number]}

    read = read_by_key(SCENARIO, key)

    assert read.response(given) == {"path": [f"x{late}", number]}
    assert mark(key, read.response(given)).fraction > mark(SCENARIO, given).fraction
    assert read.response({}) == {}


@pytest.mark.parametrize(
    "key",
    [
        with_first(replace(SCENARIO.scenes[0], text=markdown("« Allô ? »"))),
        with_first(replace(SCENARIO.scenes[0], code="debut")),
        with_first(
            replace(
                SCENARIO.scenes[0],
                replies=tuple(replace(one, next="retour") for one in SCENARIO.scenes[0].replies),
            )
        ),
        with_first(
            scene("appel", SCENARIO.scenes[0].text.text, reply("Oui.", 1), reply("Non.", 0))
        ),
        replace(SCENARIO, scenes=SCENARIO.scenes[::-1]),
    ],
)
def test_a_scenario_that_would_have_gone_on_otherwise_is_not_read(key):
    assert read_by_key(SCENARIO, key) is None


@given(
    st.dictionaries(
        st.sampled_from(["places", "gaps", "path"]),
        st.none()
        | st.text()
        | st.lists(st.text())
        | st.dictionaries(st.text(), st.text() | st.integers()),
    )
)
def test_no_stored_answer_of_the_newer_kinds_breaks_the_reading(raw):
    for question in (ORDERING, BLANKS, SCENARIO):
        given = clean_response(question, raw)
        assert read_by_key(question, question).response(given) == given
