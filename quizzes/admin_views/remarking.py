"""« Correct the results »: an author chooses what is marked again by a corrected key. Never whose, nor how it came out."""

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from quizzes.actions.remarking import start_remark
from quizzes.admin_views.base import URLS, ListingSubpage
from quizzes.admin_views.versions import change_row
from quizzes.changes import spec_changes
from quizzes.html import plain_text
from quizzes.marker_forms import RemarkForm
from quizzes.queries.remarking import readings_of, results_to_mark_again
from quizzes.specs.codec import from_dict


class QuestionDetailPage(ListingSubpage, TemplateView):
    permission_required = "change"

    def steps(self):
        edit = reverse(f"{URLS}:edit", args=[self.question.pk])
        return [{"url": edit, "label": self.question.title}]


class RemarkQuestion(QuestionDetailPage):
    """A GET chooses and counts; a POST starts what was counted."""

    page_title = gettext_lazy("Correct results already given")
    template_name = "quizzes/admin/remark.html"

    @cached_property
    def readings(self):
        return readings_of(self.question)

    @cached_property
    def form(self):
        readable = [pk for pk, reading in self.readings.items() if reading is not None]
        sent = self.request.POST or self.request.GET
        is_sent = self.request.method == "POST" or "preview" in sent
        return RemarkForm(sent if is_sent else None, readable=readable)

    def post(self, request, *args, **kwargs):
        form = self.form
        if not form.is_valid():
            return self.render_to_response(self.get_context_data())
        try:
            run = start_remark(question=self.question, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.render_to_response(self.get_context_data())
        return redirect(f"{URLS}:remark_run", self.question.pk, run.uuid)

    def get_context_data(self, **kwargs):
        form = self.form
        is_chosen = form.is_bound and form.is_valid()
        count = results_to_mark_again(form.cleaned_data["versions"]) if is_chosen else 0
        return super().get_context_data(
            question=self.question,
            form=form,
            rows=self.rows(),
            is_chosen=is_chosen,
            count=rounded_count(count),
            fields=_fields(form) if is_chosen else [],
            runs=self.question.remark_runs.order_by("-started_at", "-pk"),
            **kwargs,
        )

    def rows(self):
        """Each earlier version, whether its answers can be read, and what its key has become since."""
        chosen = _chosen(self.form)
        now = from_dict(self.question.current_version.spec)
        versions = self.question.versions.filter(pk__in=self.readings).order_by("-number")
        return [
            {
                "version": version,
                "reading": self.readings[version.pk],
                "text": plain_text(from_dict(version.spec).text),
                "changes": [change_row(one) for one in spec_changes(from_dict(version.spec), now)],
                "checked": str(version.pk) in chosen,
            }
            for version in versions
        ]


class RemarkProgress(QuestionDetailPage):
    """Shows what a run has done."""

    page_title = gettext_lazy("A correction of results")
    template_name = "quizzes/admin/remark_run.html"

    @cached_property
    def run(self):
        runs = self.question.remark_runs.select_related("version", "started_by")
        return get_object_or_404(runs, uuid=self.kwargs["run"])

    def get_context_data(self, **kwargs):
        context = {
            "question": self.question,
            "run": self.run,
            "count": rounded_count(self.run.examined),
            "sources": self.run.sources.order_by("number"),
        }
        return super().get_context_data(**kwargs | context)


def _chosen(form):
    if not form.is_bound:
        return set()
    data = form.data
    return set(data.getlist("versions")) if isinstance(data, QueryDict) else set()


def _fields(form):
    """What was counted, to be sent on."""
    versions = [("versions", version.pk) for version in form.cleaned_data["versions"]]
    return [*versions, *([("only_raises", "on")] if form.cleaned_data["only_raises"] else [])]


FEWEST = 5  # what stands below is not told
STEP = 5


def rounded_count(count: int) -> int | None:
    """Round a count of people's results to the nearest STEP; None for fewer than FEWEST."""
    return None if count < FEWEST else (count + STEP // 2) // STEP * STEP
