"""Page of content to check again: the portal changes, and so does the law."""

from datetime import timedelta

from django import forms
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.models import Page

from cms.admin_drafts import may_write_pages
from cms.admin_screens import UNUSED_FURNITURE
from core.dates import today
from learning.actions.review import mark_checked
from learning.queries.review import REVIEWED_PAGE_MODELS, page_to_review, pages_to_review
from people.admin_views.access import AdminAccess, AdminPage


ROWS_A_PAGE = 50
NOW, MONTH, SEASON = "0", "30", "90"  # days from now on


class DueFilterForm(forms.Form):
    within = forms.ChoiceField(
        label=gettext_lazy("To check again"),
        choices=[
            (NOW, gettext_lazy("today or earlier")),
            (MONTH, gettext_lazy("within 30 days")),
            (SEASON, gettext_lazy("within 90 days")),
        ],
        required=False,
    )


class NextReviewForm(forms.Form):
    months = forms.TypedChoiceField(
        coerce=int,
        choices=[
            (3, gettext_lazy("in 3 months")),
            (6, gettext_lazy("in 6 months")),
            (12, gettext_lazy("in a year")),
        ],
        initial=6,
    )


class PagesToReview(AdminPage, TemplateView):
    is_allowed = staticmethod(may_write_pages)
    page_title = gettext_lazy("Pages to check again")
    header_icon = "history"
    template_name = "learning/admin/to_review.html"

    def get_context_data(self, **kwargs):
        form = DueFilterForm(self.request.GET)
        filters = form.cleaned_data if form.is_valid() else {}
        until = today() + timedelta(days=int(filters.get("within") or NOW))
        page = WagtailPaginator(pages_to_review(until), ROWS_A_PAGE).get_page(
            self.request.GET.get("p")
        )
        return super().get_context_data(
            **UNUSED_FURNITURE,
            filter_form=form,
            page=page,
            rows=[
                (review := page_to_review(row), NextReviewForm(auto_id=f"{review.pk}-%s"))
                for row in page
            ],
            today=today(),
            query=self.request.GET.urlencode(),
            others=_known(self.request.GET.urlencode(), "within"),
            **kwargs,
        )


class PageChecked(AdminAccess):
    is_allowed = staticmethod(may_write_pages)
    http_method_names = ("post",)

    def post(self, request, pk):
        page = get_object_or_404(Page.objects.live(), pk=pk).specific
        is_reviewed = isinstance(page, tuple(REVIEWED_PAGE_MODELS))
        if not is_reviewed or not page.permissions_for_user(self.viewer).can_edit():
            raise Http404
        form = NextReviewForm(request.POST)
        back = f"{reverse('review_admin:to_review')}?{_known(request.POST.get('query', ''))}"
        if not form.is_valid():
            messages.error(request, _("Say when it is to be checked again."))
            return redirect(back)
        mark_checked(page=page, on=today(), months=form.cleaned_data["months"], by=self.viewer)
        messages.success(request, _("“%(title)s” is checked.") % {"title": page.title})
        return redirect(back)


def _known(query, *names):
    """Return, of what a form sends back, only the filters of the page."""
    sent = QueryDict(query[:500])
    return urlencode({name: sent[name] for name in names or ("within", "p") if name in sent})


def due_pages_text():
    count = pages_to_review(today()).count()
    if not count:
        return _("No page is to be checked again today.")
    message = ngettext(
        "One page is to be checked again today.",
        "%(count)d pages are to be checked again today.",
        count,
    )
    return message % {"count": count}


due_in_words = lazy(due_pages_text, str)
