"""Published statistics in an author’s words: for the pages and the file of a quiz. Reads figures only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from core.typography import format_number, format_percent, percent_text
from quizzes.kinds.base import Spec
from quizzes.models import QuestionVersion
from quizzes.specs.codec import from_dict
from quizzes.statistics.intervals import Interval
from quizzes.statistics.pooling import ENOUGH, ItemReading, PublishedShare, ScoresReading
from quizzes.statistics.questions import NO_ANSWER
from quizzes.statistics.weak import Finding, Weakness, weaknesses


FIGURES = ("deviation", "guess", "intended", "effective", "discrimination", "efficiency")
TOO_FEW = gettext_lazy("too few attempts")
ALL_ALIKE = gettext_lazy("nearly all answers alike")

SAID: dict[Weakness, str | Promise] = {
    Weakness.TOO_EASY: gettext_lazy(
        "Nearly everybody answers right: the question tells nobody apart."
    ),
    Weakness.TOO_HARD: gettext_lazy(
        "Fewer than one in five earn its points: is it clear, and is the answer marked as right the right one?"
    ),
    Weakness.INEFFICIENT: gettext_lazy(
        "Those who do well elsewhere hardly do better here: it may be ambiguous, or about something else."
    ),
    Weakness.LURE: gettext_lazy(
        "More of the stronger half choose “%(choice)s” than the right answer: check which one is right."
    ),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and how sure it is, as text; `note` says why there is no value."""

    value: str
    interval: str = ""
    note: str | Promise = ""


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    text: str
    is_right: bool
    share: Figure
    strong: Figure | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A question of a quiz. `reading` sorts; everything else is shown."""

    reading: ItemReading
    title: str
    number: int
    facility: Figure
    deviation: Figure
    guess: Figure
    weights: tuple[Figure, Figure]
    discrimination: Figure
    efficiency: Figure
    choices: tuple[ChoiceRow, ...]
    findings: tuple[str, ...]

    @property
    def figures(self) -> list[tuple[str, Figure]]:
        intended, effective = self.weights
        return [
            (_("Success"), self.facility),
            (_("Standard deviation"), self.deviation),
            (_("Success by chance"), self.guess),
            (_("Weight as intended"), intended),
            (_("Weight in effect"), effective),
            (_("Discrimination"), self.discrimination),
            (_("Discriminative efficiency"), self.efficiency),
        ]


def item_rows(items: Iterable[ItemReading]) -> list[ItemRow]:
    listed = list(items)
    versions = QuestionVersion.objects.select_related("question").in_bulk(
        [item.version for item in listed]
    )
    return [_item_row(item, versions[item.version]) for item in listed if item.version in versions]


def _item_row(item: ItemReading, version: QuestionVersion) -> ItemRow:
    spec = from_dict(version.spec)
    texts, right = _texts(spec), spec.right_choices()
    compared = ALL_ALIKE if item.n >= ENOUGH else TOO_FEW
    return ItemRow(
        reading=item,
        title=version.question.title,
        number=version.number,
        facility=share_figure(item.facility),
        deviation=_percent(item.deviation, note=ALL_ALIKE),
        guess=_percent(item.guess),
        weights=(_percent(item.intended), _percent(item.effective, note=compared)),
        discrimination=_percent(
            item.discrimination, interval=item.discrimination_interval, note=compared
        ),
        efficiency=_percent(item.efficiency, note=compared),
        choices=tuple(
            ChoiceRow(
                text=texts.get(pick.choice, pick.choice),
                is_right=pick.choice in right,
                share=share_figure(pick.share),
                strong=share_figure(pick.strong) if pick.strong else None,
            )
            for pick in item.picks
        ),
        findings=_sentences(weaknesses(item, right), texts),
    )


def _texts(spec: Spec) -> dict[str, str]:
    words = {pk: _(word) for pk, word in spec.words.items()}
    return {NO_ANSWER: _("No answer"), **words, **spec.choice_texts()}


def _sentences(findings: Iterable[Finding], texts: dict[str, str]) -> tuple[str, ...]:
    """One for each weakness; answers that nobody wants share one."""
    sentences, unused = [], []
    for one in findings:
        choice = texts.get(one.choice, "")
        if one.weakness == Weakness.UNUSED_CHOICE:
            unused.append(choice)
        else:
            sentences.append(str(SAID[one.weakness]) % {"choice": choice})
    if unused:
        sentence = ngettext(
            "Hardly anybody chooses “%(choice)s”: replace it by an error that people make.",
            "Hardly anybody chooses these answers: %(choice)s. Replace them by errors that people make.",
            len(unused),
        )
        sentences.append(sentence % {"choice": " ; ".join(unused)})
    return tuple(sentences)


def score_figures(scores: ScoresReading) -> list[tuple[str, Figure]]:
    shape = TOO_FEW if scores.n < ENOUGH else ALL_ALIKE
    return [
        (_("Mean score"), share_figure(scores.mean)),
        (_("Median score"), _percent(scores.median, note=ALL_ALIKE)),
        (_("Standard deviation of the scores"), _percent(scores.deviation, note=ALL_ALIKE)),
        (_("Skewness"), _plain(scores.skewness, note=shape)),
        (_("Kurtosis"), _plain(scores.kurtosis, note=shape)),
        (
            _("Internal consistency (Cronbach’s alpha)"),
            _percent(scores.alpha, interval=scores.alpha_interval, note=shape),
        ),
        (_("Error ratio"), _percent(scores.error_ratio, note=shape)),
        (_("Standard error"), _percent(scores.standard_error, note=shape)),
    ]


def share_figure(share: PublishedShare) -> Figure:
    return Figure(percent_text(100 * share.low, 100 * share.high), _between(share.interval))


def _percent(
    value: float | None, *, interval: Interval | None = None, note: str | Promise = ""
) -> Figure:
    if value is None:
        return Figure("", note=note or "–")
    return Figure(format_percent(100 * value), _between(interval))


def _plain(value: float | None, *, note: str | Promise) -> Figure:
    return Figure("", note=note) if value is None else Figure(format_number(value, 1))


def _between(interval: Interval | None) -> str:
    if interval is None:
        return ""
    low, high = (format_percent(100 * end) for end in interval)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


# --- The file ---------------------------------------------------------------------------------------


def file_headings() -> list[str]:
    return [
        _("Question"),
        _("Version"),
        pgettext("noun", "Answer"),
        _("Attempts"),
        _("At least (%)"),
        _("At most (%)"),
        _("Interval from (%)"),
        _("Interval to (%)"),
        _("Standard deviation (%)"),
        _("Success by chance (%)"),
        _("Weight as intended (%)"),
        _("Weight in effect (%)"),
        _("Discrimination (%)"),
        _("Discriminative efficiency (%)"),
        _("To read again"),
    ]


def file_rows(rows: Iterable[ItemRow]) -> list[Sequence[str]]:
    """One line for each question, then one for each of its answers."""
    lines: list[Sequence[str]] = []
    for row in rows:
        item, start = row.reading, [row.title, str(row.number)]
        figures = [_cell(getattr(item, name)) for name in FIGURES]
        lines.append([*start, "", *_share_cells(item.facility), *figures, " ".join(row.findings)])
        for pick, choice in zip(item.picks, row.choices, strict=True):
            empty = [""] * (len(figures) + 1)
            lines.append([*start, choice.text, *_share_cells(pick.share), *empty])
    return lines


def _share_cells(share: PublishedShare) -> list[str]:
    interval = share.interval or (None, None)
    return [str(share.n), *(_cell(one) for one in (share.low, share.high, *interval))]


def _cell(value: float | None) -> str:
    return "" if value is None else format_number(100 * value, 1)
