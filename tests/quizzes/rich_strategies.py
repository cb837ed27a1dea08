"""Sound questions of every kind with all that an author can say of them, beyond what GIFT holds."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from quizzes.kinds.essay import Essay
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import Numeric, Unit
from quizzes.kinds.short_text import ShortText
from quizzes.kinds.single_choice import SingleChoice
from quizzes.values.grids import Criterion
from quizzes.values.media import Media, MediaKind
from tests.quizzes.strategies import LINES, MAYBE_RICH, RICH, SPECS


PICTURES = st.one_of(
    st.builds(Media, kind=st.just(MediaKind.PICTURE), file=st.integers(1, 9), alternative=LINES),
    st.builds(
        Media, kind=st.just(MediaKind.PICTURE), file=st.integers(1, 9), is_decorative=st.just(True)
    ),
)
RECORDINGS = st.builds(
    Media, kind=st.just(MediaKind.AUDIO), file=st.integers(1, 9), alternative=LINES, transcript=RICH
)
MEDIA = st.lists(PICTURES | RECORDINGS, max_size=2).map(tuple)
UNITS = st.lists(
    st.builds(
        Unit,
        name=st.sampled_from(["min", "h", "€", "%", "km", "kWh", "m²", "µs", "e", "E5"]),
        factor=st.decimals(Decimal("0.001"), 10**6, places=3),
    ),
    unique_by=lambda unit: unit.name,
    max_size=3,
).map(lambda units: (*units, Unit(name="jour")) if units else ())
GRIDS = st.integers(0, 4).flatmap(
    lambda number: st.tuples(
        *(
            st.builds(Criterion, title=LINES, share=st.just(Decimal(100) / number), help=MAYBE_RICH)
            for _ in range(number)
        )
    )
)


@st.composite
def _with_more(draw):
    spec = replace(draw(SPECS), media=draw(MEDIA))
    match spec:
        case SingleChoice() | MultipleChoice():
            pictured = tuple(
                replace(choice, media=draw(st.just(()) | PICTURES.map(lambda one: (one,))))
                for choice in spec.choices
            )
            spec = replace(spec, choices=pictured)
            if isinstance(spec, MultipleChoice):
                return replace(spec, all_or_nothing=draw(st.booleans()))
        case ShortText():
            return replace(
                spec,
                match_case=draw(st.booleans()),
                ignore_accents=draw(st.booleans()),
                typos=draw(st.integers(0, 3)),
            )
        case Numeric():
            return replace(spec, units=draw(UNITS), unit_required=draw(st.booleans()))
        case Essay():
            least = draw(st.integers(0, 5))
            grid = draw(GRIDS.filter(lambda grid: len(grid) != 3))
            return replace(
                spec,
                is_marked=bool(grid) or draw(st.booleans()),
                criteria=grid,
                min_words=least,
                max_words=draw(st.just(0) | st.integers(least, 9)),
            )
    return spec


RICH_SPECS = _with_more()
