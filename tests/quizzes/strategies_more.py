"""Hypothesis strategies: sound questions of the kinds that GIFT cannot say, and answers to them."""

from hypothesis import strategies as st

from quizzes.kinds.blanks import Blanks
from quizzes.kinds.hotspot import Hotspot, Spot
from quizzes.kinds.ordering import OrderGrading, Ordering, OrderItem, with_item_ids
from quizzes.kinds.scenario import Reply, Scenario, Scene, with_reply_ids
from quizzes.kinds.sorting import Card, Sorting
from quizzes.values.gaps import Gap
from quizzes.values.marks import FULL, NOTHING
from quizzes.values.texts import Rich, TextFormat
from tests.quizzes.strategies import COMMON, JSON_VALUES, LINES, MAYBE_RICH, RICH


ORDERINGS = st.builds(
    Ordering,
    **COMMON,
    items=st.lists(RICH, min_size=3, max_size=6)
    .filter(lambda texts: len(set(texts)) > 1)
    .map(lambda texts: with_item_ids(OrderItem(text=text) for text in texts)),
    grading=st.sampled_from(OrderGrading),
)

TYPED = st.builds(
    Gap, accepted=st.lists(LINES, min_size=1, max_size=3).map(tuple), feedback=MAYBE_RICH
)
CHOSEN = st.lists(LINES, min_size=2, max_size=5, unique=True).flatmap(
    lambda texts: st.builds(
        Gap,
        accepted=st.just(tuple(texts[:1])),
        others=st.just(tuple(texts[1:])),
        feedback=MAYBE_RICH,
    )
)


@st.composite
def _blanks(draw):
    gaps = draw(st.lists(TYPED | CHOSEN, min_size=1, max_size=4))
    parts = [f"{draw(LINES).replace('[[', '')} [[{n}]]" for n, _gap in enumerate(gaps, start=1)]
    return Blanks(
        text=Rich(" ".join(parts), draw(st.sampled_from(TextFormat))),
        general_feedback=draw(MAYBE_RICH),
        gaps=tuple(gaps),
        match_case=draw(st.booleans()),
    )


@st.composite
def _scenarios(draw):
    """Each scene but the first is led to by one before it; other replies lead further on, or end."""
    count = draw(st.integers(1, 5))
    codes = [f"s{number}" for number in range(count)]
    led_from = [draw(st.integers(0, number)) for number in range(count - 1)]
    scenes = []
    for number, code in enumerate(codes):
        due = [codes[later + 1] for later, source in enumerate(led_from) if source == number]
        following = [*due, *draw(st.lists(st.sampled_from(["", *codes[number + 1 :]]), max_size=2))]
        following += [""] * (2 - len(following))
        scenes.append(
            Scene(code=code, text=draw(RICH), replies=_replies(draw, following[:5], number == 0))
        )
    return Scenario(text=draw(RICH), general_feedback=draw(MAYBE_RICH), scenes=tuple(scenes))


def _replies(draw, following, is_first):
    fewest = 100 if is_first else -20
    return with_reply_ids(
        Reply(
            text=draw(RICH),
            points=draw(st.decimals(fewest, 100, places=2)),
            next=code,
            feedback=draw(MAYBE_RICH),
        )
        for code in following
    )


BLANKS = _blanks()
SCENARIOS = _scenarios()
SORTINGS = st.builds(
    Sorting,
    **COMMON,
    pairs=st.lists(
        st.builds(Card, prompt=RICH, answer=st.sampled_from(["Oui", "Non"]), feedback=MAYBE_RICH),
        min_size=2,
        max_size=6,
    )
    .filter(lambda cards: len({card.answer for card in cards}) == 2)
    .map(tuple),
).map(Sorting.numbered)


@st.composite
def _hotspots(draw):
    """Build a message of words that stand in no other, some of them spots."""
    words = [f"mot{number}." for number in range(draw(st.integers(2, 6)))]
    wanted = draw(st.integers(1, len(words)))
    return Hotspot(
        text=draw(RICH),
        general_feedback=draw(MAYBE_RICH),
        message=Rich(" ou ".join(draw(st.permutations(words))), draw(st.sampled_from(TextFormat))),
        all_or_nothing=draw(st.booleans()),
        choices=tuple(
            Spot(
                text=Rich(word),
                fraction=FULL / wanted if number < wanted else NOTHING,
                feedback=draw(MAYBE_RICH),
            )
            for number, word in enumerate(words)
        ),
    ).numbered()


HOTSPOTS = _hotspots()
MORE_SPECS = st.one_of(ORDERINGS, BLANKS, SCENARIOS, SORTINGS, HOTSPOTS)

IDS = st.sampled_from(
    [
        "i1",
        "i2",
        "i3",
        "p1",
        "p2",
        "a1",
        "a2",
        "c1",
        "c2",
        "g1",
        "g2",
        "o1",
        "o2",
        "r1",
        "r2",
        "r3",
        "x",
        "",
    ]
)
PLACES = st.sampled_from([1, 2, 3, "1", "2", "3", "٣", "-1", 0, True, 1.0, "9" * 400])
MORE_RESPONSES = st.one_of(
    JSON_VALUES,
    st.fixed_dictionaries(
        {},
        optional={
            "places": st.dictionaries(IDS, PLACES | JSON_VALUES) | JSON_VALUES,
            "gaps": st.dictionaries(IDS, IDS | st.text() | JSON_VALUES) | JSON_VALUES,
            "pairs": st.dictionaries(IDS, IDS | JSON_VALUES) | JSON_VALUES,
            "choices": st.lists(IDS | JSON_VALUES) | JSON_VALUES,
            "path": st.lists(IDS | JSON_VALUES) | JSON_VALUES,
        },
    ),
)
