"""A quiz in the administration: what is amiss once it is saved, and the whole as a learner would meet it."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from quizzes.admin_views.base import URLS
from quizzes.admin_views.trying import sent_answer, try_question
from quizzes.enums import QuestionStatus
from quizzes.kinds.base import KINDS
from quizzes.models import Question, Quiz
from quizzes.queries.asking import (
    asks_nothing_that_counts,
    draws_of,
    questions_for_draw,
    shortages_of,
)
from quizzes.queries.translations import shown_version
from quizzes.queries.writing import is_left_draft
from quizzes.values.marks import State


QUIZZES = "wagtailsnippets_quizzes_quiz"


def show_quiz_warnings(request, instance):
    """Warn the author of a quiz that asks less than it says. A hook, after a snippet was saved."""
    if not isinstance(instance, Quiz):
        return
    for short in shortages_of(instance):
        text = ngettext(
            "Draw %(place)s wants %(wanted)s questions and only %(found)s is left that fits: it takes that.",
            "Draw %(place)s wants %(wanted)s questions and only %(found)s are left that fit: it takes these.",
            short.found,
        )
        numbers = {"place": short.place, "wanted": short.wanted, "found": short.found}
        messages.warning(request, text % numbers)
    if is_left_draft(instance, instance.entries.select_related("question")):
        messages.warning(
            request,
            _("This quiz is a draft: nobody may begin it. Its questions are ready."),
            buttons=[
                messages.button(reverse(f"{QUIZZES}:write", args=[instance.pk]), _("Set its state"))
            ],
        )
    if asks_nothing_that_counts(instance):
        messages.warning(
            request, _("This quiz asks no ready question that counts points: nobody can begin it.")
        )


@dataclass(frozen=True, slots=True)
class PreviewedQuestion:
    """A question of the preview. `among`: of how many a drawn one is a sample; 0 for one always asked."""

    question: Question
    among: int = 0

    @property
    def is_draft(self):
        return self.question.status == QuestionStatus.DRAFT


def preview_questions(quiz):
    """Return the questions chosen one by one, drafts too, then a sample of each draw."""
    entries = (
        quiz.entries.exclude(question__current_version=None)
        .select_related("question__current_version")
        .order_by("sort_order", "pk")
    )
    shown = [PreviewedQuestion(entry.question) for entry in entries]
    taken = {one.question.pk for one in shown}
    for draw in draws_of(quiz):
        candidates = questions_for_draw(draw).exclude(uses__quiz=quiz)
        candidates = candidates.select_related("current_version").order_by("pk")
        sample = candidates.exclude(pk__in=taken)[: draw.count]
        among = candidates.count()
        shown += [PreviewedQuestion(question, among) for question in sample]
        taken |= {one.question.pk for one in shown}
    return shown


class QuizAsLearner(PermissionCheckedMixin, TemplateView):
    model = Quiz
    any_permission_required = ["add", "change", "view"]
    template_name = "quizzes/admin/quiz_as_learner.html"

    def get_context_data(self, **kwargs):
        quiz = get_object_or_404(Quiz, pk=self.kwargs["pk"])
        shown = preview_questions(quiz)
        number = self.number(len(shown))
        here = shown[number - 1] if shown else None
        trial = self.trial(here.question) if here else None
        right = self.right_ones(number, trial)
        carried = "&right=" + ".".join(map(str, sorted(right))) if right else ""
        is_last = number == len(shown)
        return super().get_context_data(
            quiz=quiz,
            shown=shown,
            number=number,
            here=here,
            trial=trial,
            again_url=f"?question={number}{carried}",
            next_url="" if is_last else f"?question={number + 1}{carried}",
            is_over=is_last and trial is not None and trial.question.review is not None,
            right=len(right),
            asked=sum(KINDS[one.question.current_version.kind].is_answerable for one in shown),
            edit_url=reverse(f"{QUIZZES}:write", args=[quiz.pk]),
            question_url=f"{URLS}:edit",
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        """Answer without storing anything, as a GET does."""
        return self.get(request, *args, **kwargs)

    def trial(self, question):
        here = shown_version(question.current_version)
        return try_question(question, here, sent_answer(self.request))

    def right_ones(self, number, trial):
        """Return the numbers of the questions answered right so far: the address carries them, nothing stores them."""
        said = self.request.GET.get("right", "")[:500].split(".")
        found = {int(one) for one in said if one.isascii() and one.isdecimal()} - {number}
        is_right = (
            trial and trial.question.review and trial.question.review.mark.state == State.RIGHT
        )
        return found | {number} if is_right else found

    def number(self, total):
        """Return the number of the question to show; the first for what is no number of one."""
        requested = self.request.GET.get("question", "")
        wanted = (
            int(requested)
            if requested.isascii() and requested.isdecimal() and len(requested) < 6
            else 1
        )
        return wanted if 1 <= wanted <= total else 1


def quiz_buttons(snippet, user, next_url=None):
    """Yield the buttons in the listing of quizzes, for whoever may open their pages."""
    if not isinstance(snippet, Quiz):
        return
    policy = policy_registry.get_by_type(Quiz)
    if policy.user_has_permission(user, "change"):
        yield Button(
            _("Write its questions"),
            url=reverse(f"{QUIZZES}:write", args=[snippet.pk]),
            icon_name="edit",
            priority=5,
        )
    if policy.user_has_any_permission(user, ["add", "change", "view"]):
        yield Button(
            _("Try the quiz"),
            url=reverse(f"{QUIZZES}:as_learner", args=[snippet.pk]),
            icon_name="view",
            priority=15,
        )
