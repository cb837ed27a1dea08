"""Spots to find, in a message or on a picture."""

from dataclasses import replace
from decimal import Decimal

import pytest

from quizzes.kinds.hotspot import Hotspot, Spot
from quizzes.marking import mark, public_view
from quizzes.specs.written import from_written, to_written
from quizzes.values.media import Media, MediaKind
from quizzes.values.spots import spot_pieces
from quizzes.values.texts import Rich
from tests.quizzes.new_kinds import HOTSPOT


PICTURE = Media(kind=MediaKind.PICTURE, file=1, alternative="Un écran")


def on_picture(*places, **more):
    spots = tuple(
        Spot(text=Rich(f"Repère {n}"), fraction=Decimal(0 if n else 100), left=left, top=top)
        for n, (left, top) in enumerate(places)
    )
    asked = Hotspot(text=Rich("Où ?"), media=(PICTURE,), choices=spots)
    return replace(asked, **more).numbered()


def codes(question):
    return [problem.code for problem in question.validate()]


def test_a_spot_is_where_its_words_first_stand():
    pieces = spot_pieces("<p>Oui, ou <b>oui</b> &amp; oui</p>", ["oui", "& oui", "<p>", "ou"])

    assert "".join(html for html, _number in pieces) == "<p>Oui, ou <b>oui</b> &amp; oui</p>"
    assert [(html, n) for html, n in pieces if n] == [("ou", 4), ("oui", 1), ("&amp; oui", 2)]


def test_an_author_is_told_of_spots_without_a_place():
    assert codes(on_picture((10, 10), (90, 90))) == []
    assert codes(on_picture((10, 10), (0, 90))) == ["spot_without_place"]
    assert codes(on_picture((10, 10), (90, 101))) == ["spot_without_place"]
    assert codes(on_picture((10, 10), (90, 90), media=())) == ["nothing_to_look_at"]
    message = Rich("Repère 0 seulement")
    assert codes(on_picture((0, 0), (0, 0), media=(), message=message)) == ["spot_not_in_message"]


def test_spots_are_numbered_as_one_reads():
    written_last_to_first = on_picture((50, 90), (60, 10), (10, 10))

    view = public_view(written_last_to_first, seed="any")

    assert [(one["left"], one["top"]) for one in view["choices"]] == [(10, 10), (60, 10), (50, 90)]
    words = [one["html"] for one in public_view(HOTSPOT, seed="any")["choices"]]
    assert words == ["Bonjour", "expire ce soir", "sante-carte.example"]


@pytest.mark.parametrize(
    ("chosen", "whole", "fraction"),
    [
        ("c2 c3", False, "1"),
        ("c2", False, "0.5"),
        ("c2", True, "0"),
        ("c1 c2 c3", False, "0"),  # to point at everything earns nothing
        ("c2 c3", True, "1"),
    ],
)
def test_spots_are_marked_as_a_multiple_choice(chosen, whole, fraction):
    question = replace(HOTSPOT, all_or_nothing=whole)

    assert mark(question, {"choices": chosen.split()}).fraction == Decimal(fraction)


def test_a_file_says_all_of_it():
    for question in (HOTSPOT, on_picture((10, 10), (90, 90))):
        assert from_written(to_written(question)) == question
