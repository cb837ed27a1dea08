"""Questions to be read again: the law changes, and a screen does too."""

from datetime import timedelta

from django import forms
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from quizzes.actions.bank import mark_reviewed
from quizzes.admin_views.base import URLS, ListingSubpage
from quizzes.author_meta import DayField
from quizzes.models import Category, Question
from quizzes.queries.bank import category_filter, due_for_review


A_PAGE = 25
A_YEAR = timedelta(days=365)
NOW, MONTH, SEASON = "0", "30", "90"  # days from now on


class DueFilterForm(forms.Form):
    within = forms.ChoiceField(
        label=gettext_lazy("To be read again"),
        choices=[
            (NOW, gettext_lazy("today or earlier")),
            (MONTH, gettext_lazy("within 30 days")),
            (SEASON, gettext_lazy("within 90 days")),
        ],
        required=False,
    )
    category = forms.ModelChoiceField(
        Category.objects.all(),
        label=gettext_lazy("Category, with those below it"),
        empty_label=gettext_lazy("All"),
        required=False,
    )


class NextDayForm(forms.Form):
    again_on = DayField(required=False)

    def clean_again_on(self):
        day = self.cleaned_data["again_on"]
        if day is not None and day <= timezone.localdate():
            raise forms.ValidationError(_("The next day is after today."), code="past")
        return day


class ToReview(ListingSubpage, TemplateView):
    permission_required = "change"
    page_title = gettext_lazy("Questions to read again")
    template_name = "quizzes/admin/to_review.html"

    def get_context_data(self, **kwargs):
        form = DueFilterForm(self.request.GET)
        filters = form.cleaned_data if form.is_valid() else {}
        days = timedelta(days=int(filters.get("within") or NOW))
        questions = due_for_review(timezone.localdate(), soon=days)
        if filters.get("category"):
            questions = questions.filter(category_filter(filters["category"]))
        page = WagtailPaginator(questions, A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            filter_form=form,
            page=page,
            today=timezone.localdate(),
            next_day=(timezone.localdate() + A_YEAR).isoformat(),
            query=self.request.GET.urlencode(),
            others=_without_page(self.request.GET),
            **kwargs,
        )


class MarkReviewed(PermissionCheckedMixin, View):
    model = Question
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request, pk):
        question = get_object_or_404(Question, pk=pk)
        form = NextDayForm(request.POST)
        back = f"{reverse(f'{URLS}:to_review')}?{_known(request.POST.get('query', ''))}"
        if not form.is_valid():
            messages.error(request, " ".join(form.errors.get("again_on", [])))
            return redirect(back)
        mark_reviewed(question=question, again_on=form.cleaned_data["again_on"])
        log(instance=question, action="wagtail.edit")
        messages.success(request, _("“%(title)s” is read again.") % {"title": question})
        return redirect(back)


def _without_page(asked):
    params = asked.copy()
    params.pop("p", None)
    return params.urlencode()


def _known(query):
    """Keep, of what a form sends back, only the filters of the page."""
    sent = QueryDict(query[:500])
    filters = {name: sent[name] for name in ("within", "category", "p") if name in sent}
    return urlencode(filters)


def due_questions_note():
    count = due_for_review(timezone.localdate()).count()
    if not count:
        return _("No question is to be read again today.")
    sentence = ngettext(
        "One question is to be read again today.",
        "%(count)d questions are to be read again today.",
        count,
    )
    return sentence % {"count": count}


due_in_words = lazy(due_questions_note, str)
