"""Marking open answers. The marker reads the answer and nothing of whose it is: docs/decisions/0021."""

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from cms.admin_screens import UNUSED_FURNITURE
from people.actions.privacy import record_look
from people.admin_views.access import AdminPage
from people.enums import Purpose, ViewedData
from people.policies import sealed_before
from quizzes.actions.essays import mark_answer
from quizzes.answer_addresses import address_of, pk_of
from quizzes.html import to_safe_html
from quizzes.marker_forms import MarkForm, QueueFilter
from quizzes.policies import answers_markable_by, may_mark_essays
from quizzes.queries.marking import mark_in_force, marked_lately, marking_queue, next_to_mark
from quizzes.specs.codec import from_dict
from quizzes.typed_answers import short_number
from quizzes.values.grids import grid_lines


class MarkingPage(AdminPage):
    is_allowed = staticmethod(may_mark_essays)
    header_icon = "edit"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**UNUSED_FURNITURE | kwargs)

    @cached_property
    def filter(self):
        return QueueFilter(self.request.GET, rows=marking_queue(self.viewer))

    def query(self, **more):
        """The filter, to go on with it."""
        chosen = {name: one.pk for name, one in self.filter.chosen.items() if one}
        words = urlencode(chosen | more)
        return f"?{words}" if words else ""


class MarkingQueue(MarkingPage, TemplateView):
    page_title = gettext_lazy("Answers to mark")
    template_name = "quizzes/admin/marking_queue.html"

    def get_context_data(self, **kwargs):
        rows = marking_queue(self.viewer, **self.filter.chosen)
        marked = marked_lately(self.viewer)
        return super().get_context_data(
            filter=self.filter,
            rows=rows,
            count=sum(row.count for row in rows),
            query=self.query(),
            marked=[{"mark": one, "address": address_of(one.item_id)} for one in marked],
            **kwargs,
        )


class NextAnswer(MarkingPage):
    """A redirect to the answer whose turn it is; `after`: past one that is left to somebody else."""

    def get(self, request, *args, **kwargs):
        after = self.request.GET.get("after", "")
        past = get_markable_answer_or_404(self.viewer, after) if after else None
        answer = next_to_mark(self.viewer, **self.filter.chosen, after=past)
        if answer is None:
            messages.success(request, _("No other answer waits to be marked."))
            return redirect("marking_admin:queue")
        address = reverse("marking_admin:answer", args=[address_of(answer.pk)])
        return redirect(address + self.query())


class MarkAnswer(MarkingPage, FormView):
    page_title = gettext_lazy("An answer to mark")
    template_name = "quizzes/admin/marking.html"
    form_class = MarkForm
    above = (("marking_admin:queue", gettext_lazy("Answers to mark")),)

    @cached_property
    def item(self):
        return get_markable_answer_or_404(self.viewer, self.kwargs["answer"])

    @cached_property
    def spec(self):
        return from_dict(self.item.version.spec)

    def get_form_kwargs(self):
        mark = mark_in_force(self.item)
        lines = grid_lines(self.spec.grid, mark.grid if mark else ())
        return super().get_form_kwargs() | {"lines": lines, "mark": mark}

    def form_valid(self, form):
        try:
            mark_answer(
                item=self.item,
                by=self.viewer,
                percents=form.percents,
                comment=form.cleaned_data["comment"],
                seen=form.cleaned_data["seen"],
                reason=form.cleaned_data.get("reason", ""),
            )
        except ValidationError as refusal:
            return self.refused(refusal)
        messages.success(self.request, _("The mark is saved."))
        return redirect(reverse("marking_admin:next") + self.query())

    def form_invalid(self, form):
        """Say first that somebody else has marked while this form was filled in."""
        mark = mark_in_force(self.item)
        if mark and form.cleaned_data.get("seen") != mark.number:
            return self.refused(
                ValidationError(
                    _("Somebody else has marked this answer meanwhile. Your marks were not kept."),
                    code="marked_meanwhile",
                )
            )
        return super().form_invalid(form)

    def refused(self, refusal):
        """The other’s mark is shown; whoever changes it says why."""
        if refusal.code == "gone":
            messages.error(self.request, refusal.message)
            return redirect("marking_admin:queue")
        kwargs = self.get_form_kwargs() | {"data": None, "files": None}
        return self.render_to_response(
            self.get_context_data(form=MarkForm(**kwargs), refusal=refusal.message)
        )

    def get_context_data(self, **kwargs):
        item = self.item
        context = {
            "question": to_safe_html(self.spec.text),
            "notes": to_safe_html(self.spec.general_feedback),
            "quiz": item.attempt.quiz,
            "answer": self.spec.in_words(item.response),
            "marks": item.marks.order_by("number"),
            "points": short_number(item.max_points),
            "refusal": "",
            "skip": self.query(after=self.kwargs["answer"]),
        }
        return super().get_context_data(**context | kwargs)

    def render_to_response(self, context, **kwargs):
        record_answers_read(self.viewer, [self.item])
        return super().render_to_response(context, **kwargs)


def get_markable_answer_or_404(viewer, address):
    try:
        pk = pk_of(address)
    except ValidationError as error:
        raise Http404 from error
    answers = answers_markable_by(viewer).select_related(
        "version__question", "attempt__quiz", "attempt__learner"
    )
    return get_object_or_404(answers, pk=pk)


def record_answers_read(viewer, items):
    """Record a look at each learner, who reads which question it was, unless that answer is sealed to whoever signed in."""
    for item in items:
        learner = item.attempt.learner
        before = sealed_before(learner)
        is_sealed = before is not None and item.attempt.started_at < before
        record_look(
            by=viewer,
            at=[learner],
            purpose=Purpose.MARKING,
            seen=ViewedData.ANSWER,
            about="" if is_sealed else item.version.question.title,
        )
