"""What the pages of an attempt show, as values: a question before it is checked, and after."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.typography import format_number
from quizzes.behaviours import worth_of_next_try
from quizzes.display import AnswerReview, review_answer
from quizzes.enums import Behaviour
from quizzes.html import fits_inline, plain_text, public_media, to_safe_html, unwrap_paragraph
from quizzes.kinds.base import Spec
from quizzes.marking import mark, public_view
from quizzes.models import Attempt, AttemptItem
from quizzes.queries.question_resources import (
    Files,
    LessonLink,
    MediaFile,
    QuestionResources,
    media_files,
    question_resources,
)
from quizzes.queries.translations import ShownSpec, shown_answer
from quizzes.values.marks import MAX_ESSAY, MAX_SHORT_TEXT, Response, State
from quizzes.values.media import MediaKind, media_inside
from quizzes.values.texts import Rich, TextFormat


@dataclass(frozen=True, slots=True)
class ShownMedia:
    """A picture or recording; `file` is None where it was deleted: the alternative stands. `transcript` is safe HTML."""

    kind: str
    alternative: str
    transcript: str
    file: MediaFile | None


def show_media(media: Iterable[dict[str, Any]], files: Files) -> list[ShownMedia]:
    """Media of a public view, as a page shows them."""
    return [
        ShownMedia(
            one["kind"],
            one["alternative"],
            one["transcript"],
            files.get((MediaKind(one["kind"]), one["file"])),
        )
        for one in media
    ]


ONE_PLACE = Decimal("0.1")
# The badge beside a question in the list of results: words and tone.
STATES = {
    State.RIGHT: (_("right answer"), "good"),
    State.PARTLY: (_("partly right answer"), "warn"),
    State.WRONG: (_("to review"), "bad"),
    State.UNANSWERED: (_("not answered"), ""),
    State.NEEDS_MARKING: (_("not marked"), ""),
    State.NOT_ASKED: (_("to read"), ""),
}
# Where a scenario says at each choice what there is to say to it.
TELL_ON_THE_WAY = {Behaviour.AT_ONCE, Behaviour.TRIES}
WAITING = (_("waits for a marker"), "here")
# What of a public view has a place of its own in a Question.
_PARTS = {"kind", "html", "choices", "prompts", "options", "media"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    """An answer was not right. `worth`: percent of the points that a right one would still earn."""

    is_partly_right: bool
    notes: tuple[str, ...]
    left: int
    worth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuestion:
    """One question on a page. `html` and the "html" of its parts are safe to show as they are.

    The review is None until the answer was checked: nothing of the key is here before. `again` stands
    when an answer was not right and may be tried again. `rules` is what the kind says of answers to
    come: whether capitals matter, units, how many words.
    """

    slot: int
    spec: type[Spec]
    html: str
    is_inline: bool
    title: str
    language: str = ""  # of its words
    choices: list[dict[str, Any]] = field(default_factory=list)
    prompts: list[dict[str, Any]] = field(default_factory=list)
    options: list[dict[str, Any]] = field(default_factory=list)
    parts: Any = None  # what the template of the kind shows besides
    form_template: str = ""
    media: list[ShownMedia] = field(default_factory=list)
    rules: dict[str, Any] = field(default_factory=dict)
    lesson: LessonLink | None = None
    text: str = ""
    max_length: int = MAX_SHORT_TEXT
    is_marked: bool = True
    is_for_marker: bool = False
    marking: Any = None  # result_pages.MarkerFeedback
    correction: Any = None  # result_pages.MarkRevision
    sequence: int = 0
    review: AnswerReview | None = None
    asks_certainty: bool = False
    certainty: int | None = None
    again: TryAgain | None = None

    @property
    def badge(self) -> tuple[Any, str]:
        if self.is_awaiting:
            return WAITING
        return STATES[self.review.mark.state] if self.review else ("", "")

    @property
    def is_awaiting(self) -> bool:
        """Return whether somebody is to read the answer before it has points."""
        return (
            self.is_marked
            and self.review is not None
            and self.review.mark.state is State.NEEDS_MARKING
        )

    @property
    def marks(self) -> Any:
        """Return what stands on the first picture."""
        return getattr(self.parts, "marks", ())

    @property
    def is_right(self) -> bool:
        return self.review is not None and self.review.mark.state is State.RIGHT

    @property
    def is_to_review(self) -> bool:
        return self.is_marked and not self.is_right and not self.is_awaiting


def localised_view(spec: Spec, *, seed: str | None) -> dict[str, Any]:
    """The public view, in the order drawn from the seed, with the choices that the page names."""
    view = public_view(spec, seed=seed)
    if spec.words:
        view["choices"] = [{"id": pk, "html": gettext(word)} for pk, word in spec.words.items()]
    return view


def shuffle_seed(item: AttemptItem, attempt: Attempt) -> str | None:
    """Return the seed of the order of answers, the same each time; None where the author's order stays."""
    return f"{attempt.uuid}:{item.slot}" if attempt.shuffle_answers else None


def item_question(
    item: AttemptItem,
    attempt: Attempt,
    *,
    response: Response | None = None,
    around: QuestionResources | None = None,
    here: ShownSpec | None = None,
) -> ShownQuestion:
    """Build the question of an item, with `response` in place of the saved one. `around`, `here`: what was asked
    for all questions of the page at once."""
    explained = item.checked_at is not None or not attempt.is_open
    if around is None:
        around = question_resources(
            [item], lessons_for=[item.version.question_id] if explained else []
        )
    here = here or shown_answer(item)
    spec = here.spec
    view = localised_view(spec, seed=shuffle_seed(item, attempt))
    answer = item.response if response is None else response
    return build_question(
        spec,
        view,
        answer,
        language=here.language,
        slot=item.slot,
        sequence=item.sequence,
        tells=attempt.behaviour in TELL_ON_THE_WAY,
        files=around.files,
        lesson=around.lessons.get(item.version.question_id),
        review=review_answer(spec, answer, view) if explained else None,
        asks_certainty=asks_certainty(attempt, spec),
        certainty=item.certainty,
        again=None if explained else retry_hint(item, attempt, spec),
    )


def asks_certainty(attempt: Attempt, spec: Spec) -> bool:
    """An open answer is read by somebody: how sure one was is nothing to them."""
    is_marked_at_once = spec.counts_points and not spec.is_open
    return attempt.behaviour == Behaviour.CERTAINTY and is_marked_at_once


def retry_hint(item: AttemptItem, attempt: Attempt, spec: Spec) -> TryAgain | None:
    """Return what is said to the answer tried last: its own feedback, and nothing of what is right."""
    if not item.tried:
        return None
    given = mark(spec, item.tried[-1])
    # Of an answer in several parts, what is said to one tells those that were right from the others.
    feedback = () if spec.has_notes_on_lines else given.feedback
    worth = worth_of_next_try(len(item.tried), penalty=attempt.try_penalty)
    return TryAgain(
        is_partly_right=given.state is State.PARTLY,
        notes=tuple(to_safe_html(one.text) for one in feedback),
        left=attempt.max_tries - len(item.tried),
        worth=int(worth * 100),
    )


def build_question(
    spec: Spec,
    view: dict[str, Any],
    said: Response,
    *,
    slot: int = 1,
    tells: bool = True,
    files: Files | None = None,
    review: AnswerReview | None = None,
    **more: Any,
) -> ShownQuestion:
    files = media_files(media_inside(spec)) if files is None else files
    chosen = {said.get("choice"), *said.get("choices", [])}
    pairs = said.get("pairs", {})
    parts = spec.parts(view, said, is_explained=review is not None, tells=tells)
    return ShownQuestion(
        slot=slot,
        spec=type(spec),
        html=unwrap_paragraph(view["html"]),
        is_inline=fits_inline(view["html"]),
        title=plain_text(Rich(view["html"], TextFormat.HTML)),
        choices=[
            {
                "id": one["id"],
                "html": unwrap_paragraph(str(one["html"])),
                "checked": one["id"] in chosen,
                "media": show_media(one.get("media", []), files),
            }
            for one in view.get("choices", [])
        ],
        prompts=[
            {
                "id": one["id"],
                "html": unwrap_paragraph(one["html"]),
                "said": pairs.get(one["id"], ""),
            }
            for one in view.get("prompts", [])
        ],
        options=view.get("options", []),
        media=show_media(view.get("media", []), files),
        rules={name: value for name, value in view.items() if name not in _PARTS},
        parts=parts,
        form_template=spec.form_template(parts),
        text=said.get("text", ""),
        max_length=MAX_ESSAY if spec.is_open else MAX_SHORT_TEXT,
        is_marked=spec.counts_points,
        is_for_marker=spec.is_open and spec.counts_points,
        review=None if review is None else _illustrated(review, files),
        **more,
    )


def _illustrated(review: AnswerReview, files: Files) -> AnswerReview:
    """The lines of an explanation with the pictures that stood on the choices."""
    lines = (
        replace(line, media=tuple(show_media(public_media(line.media), files)))
        for line in review.lines
    )
    return replace(review, lines=tuple(lines))


def points_needed(attempt: Attempt) -> int:
    """Right answers that it takes to pass, in whole questions."""
    needed = attempt.max_points * attempt.pass_percent / 100
    return int(needed.to_integral_value(ROUND_CEILING))


def points_and_decimals(points: Decimal) -> tuple[Decimal, int]:
    """Points and their decimals for a page: cut, never rounded up to a score that was not reached."""
    cut = points.quantize(ONE_PLACE, ROUND_FLOOR)
    return cut, 0 if cut == cut.to_integral_value() else 1


def short_points(points: Decimal) -> str:
    """Format points with the decimals that they have, two at most; cut, never rounded up."""
    cut = points.quantize(Decimal("0.01"), ROUND_FLOOR)
    places = next(n for n in (0, 1, 2) if cut == cut.quantize(Decimal(1).scaleb(-n), ROUND_FLOOR))
    return format_number(float(cut), places)
