"""Pure functions: identifying details of a text, and counts that reveal nobody."""

from hypothesis import given
from hypothesis import strategies as st

from ambassadors.practices.identifying_details import Trace, find_traces
from ambassadors.practices.tallies import (
    can_show_groups_apart,
    counted_groups,
    highest_step,
    vote_gaps,
    widest_gap,
)


GAPS = st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f", "–"])
DIGIT = st.sampled_from("0123456789")


@given(st.lists(DIGIT, min_size=8, max_size=8), GAPS, st.sampled_from("123456789"))
def test_a_telephone_is_found_whatever_parts_its_figures(figures, gap, second):
    pairs = ["".join(pair) for pair in zip(figures[::2], figures[1::2], strict=True)]
    number = gap.join([f"0{second}", *pairs])
    assert Trace.PHONE in find_traces(f"Appelez {number}, le matin")
    full_width = number.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert Trace.PHONE in find_traces(f"Appelez {full_width}")


@given(
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.sampled_from(["01", "2A", "49", "99"]),
    st.lists(DIGIT, min_size=6, max_size=6),
    GAPS,
)
def test_a_social_security_number_is_found(sex, year, month, department, rest, gap):
    order = ["".join(rest[:3]), "".join(rest[3:])]
    number = gap.join([sex, f"{year:02}", f"{month:02}", department, *order])
    assert Trace.NIR in find_traces(f"son numéro : {number}.")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéà ’.,;:!?()0123", max_size=200))
def test_what_is_written_without_an_at_is_no_address(text):
    assert Trace.EMAIL not in find_traces(text)


def test_plain_words_and_figures_are_let_through():
    for text in (
        "En 2026, 12 agents sur 407, le 12/03/2026 à 14 h 30, salle 204.",
        "Madame, Monsieur, bonjour. On dit madame à tout le monde.",
        "Il y a 67 000 agents et 30 000 000 de comptes, 1 500 euros, page 12.",
    ):
        assert find_traces(text) == set(), text


@given(st.integers(0, 30000))
def test_the_shown_count_never_exceeds_nor_tells_the_last_mark(marks):
    shown = highest_step(marks)
    assert 0 <= shown <= marks
    assert shown == 0 or shown >= 5
    if shown:
        assert highest_step(shown) == shown


@given(st.integers(0, 40), st.integers(0, 40))
def test_no_group_under_five_is_told_apart(staff, public):
    assert can_show_groups_apart(staff, public) == (staff >= 5 and public >= 5)


@given(st.integers(0, 30), st.integers(0, 30))
def test_no_ticket_brings_the_votes_of_the_staff_into_a_figure(staff, public):
    counts_staff, counts_public = counted_groups(staff, public)
    assert counts_staff == (staff >= 5)
    assert counts_public == (staff >= 5 or public >= 5)


@given(
    st.integers(5, 50).flatmap(
        lambda staff: st.tuples(
            st.just(staff),
            st.lists(st.tuples(st.integers(0, staff), st.integers(0, 5)), min_size=1, max_size=9),
        )
    )
)
def test_the_widest_gap_is_one_of_the_steps_and_none_is_wider(told):
    staff, votes = told
    gaps = vote_gaps(votes, staff, 5)
    wide = widest_gap(gaps)
    assert (wide is None) == all(gap.points == 0 for gap in gaps)
    assert wide is None or abs(wide.points) == max(abs(gap.points) for gap in gaps)
