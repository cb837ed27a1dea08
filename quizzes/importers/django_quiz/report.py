"""What the import says: counts, and each sitting's score beside what its answers give.

People are named by their username alone, and no answer is repeated.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.commands import SHOWN
from core.reports import ImportReport
from quizzes.importers.django_quiz.outcomes import Reason, ReasonKind, SittingOutcome


WORDS = {
    ReasonKind.ESSAY_COUNTED_RIGHT: gettext_lazy("an essay that a marker counted right"),
    ReasonKind.ESSAY_COUNTED_WRONG: gettext_lazy("an essay that counts as wrong, read or not"),
    ReasonKind.QUESTION_DELETED: gettext_lazy("a question that was deleted"),
    ReasonKind.ANSWER_DELETED: gettext_lazy("an answer that was deleted"),
    ReasonKind.KEY_CHANGED: gettext_lazy("a key that was changed since"),
    ReasonKind.NOT_ASKED_ANY_MORE: gettext_lazy(
        "a deleted question that was not answered: left out"
    ),
    ReasonKind.LISTS_DISAGREE: gettext_lazy("its lists do not add up to its score, which is kept"),
    ReasonKind.PASSED_BY_ROUNDING: gettext_lazy(
        "passed by a rounded percentage: the pass mark of this attempt is what was reached"
    ),
}


@dataclass(frozen=True, slots=True)
class ReconciledSitting:
    """A sitting and the two counts of it. `is_taken`: it is in, now or since before."""

    username: str
    outcome: SittingOutcome
    is_taken: bool

    def as_dict(self) -> dict[str, Any]:
        sitting = self.outcome.sitting
        return {
            "sitting": sitting.pk,
            "line": sitting.line,
            "username": self.username,
            "quiz": sitting.quiz,
            "taken": self.is_taken,
            "complete": sitting.complete,
            "questions": len(sitting.question_order),
            "score": sitting.current_score,
            "recount": self.outcome.recount,
            "same": self.outcome.is_same,
            "explained": self.outcome.is_explained,
            "reasons": [
                {"why": reason.why.value, "points": reason.points, "question": reason.question}
                for reason in self.outcome.reasons
            ],
        }

    def __str__(self) -> str:
        sitting = self.outcome.sitting
        sentence = _(
            "Sitting %(pk)d (%(username)s): score %(score)d, from its answers %(recount)d."
        ) % {
            "pk": sitting.pk,
            "username": self.username,
            "score": sitting.current_score,
            "recount": self.outcome.recount,
        }
        whys = "; ".join(_in_words(reason) for reason in self.outcome.reasons)
        return f"{sentence} {whys}." if whys else sentence


def _in_words(reason: Reason) -> str:
    words = str(WORDS[reason.why])
    if reason.question is not None:
        words = _("%(why)s (question %(pk)d)") % {"why": words, "pk": reason.question}
    return f"{words} {reason.points:+d}" if reason.points else words


@dataclass(slots=True)
class DjangoQuizReport(ImportReport):
    """`counts` of what the file holds; `warnings`: what to look at, which refuses nothing."""

    counts: dict[str, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    reconciliation: list[ReconciledSitting] = field(default_factory=list)

    def warn(self, sentence: object) -> None:
        self.warnings.append(str(sentence))

    def as_dict(self) -> dict[str, Any]:
        return {
            # Not `super()`: a dataclass with slots is another class than the one written here.
            **ImportReport.as_dict(self),
            "counts": self.counts,
            "other_apps": self.others,
            "warnings": self.warnings,
            "reconciliation": {
                "totals": self.totals(),
                "sittings": [reconciled.as_dict() for reconciled in self.reconciliation],
            },
        }

    def totals(self) -> dict[str, int]:
        outcomes = [reconciled.outcome for reconciled in self.reconciliation]
        explained = sum(one.is_explained and not one.is_same for one in outcomes)
        return {
            "sittings": len(outcomes),
            "same": sum(one.is_same for one in outcomes),
            "explained": explained,
            "not_explained": sum(not one.is_explained for one in outcomes),
        }

    def conclude(self) -> None:
        """The notes, which a person reads: totals, then what differs, then what to look at."""
        self.notes.append(
            _(
                "Scores. Sittings: %(sittings)d; the same from their answers: %(same)d; other for a reason named "
                "below: %(explained)d; explained by nothing: %(not_explained)d. Every score is kept as it was."
            )
            % self.totals()
        )
        self.notes += _first([str(one) for one in self.reconciliation if one.outcome.reasons])
        self.notes += _first(self.warnings)
        self.notes.append(
            _(
                "django-quiz-app deletes the sittings of quizzes that are no exams as they end: of those no "
                "history is left to take over."
            )
        )
        if self.others:
            self.notes.append(
                _("Ignored, objects of other apps: %(models)s.")
                % {"models": ", ".join(f"{name} {n}" for name, n in sorted(self.others.items()))}
            )


def _first(lines: list[str]) -> list[str]:
    hidden = len(lines) - SHOWN
    if hidden <= 0:
        return lines
    more = ngettext(
        "… and %(count)s more (see --json)", "… and %(count)s more (see --json)", hidden
    )
    return [*lines[:SHOWN], more % {"count": hidden}]
