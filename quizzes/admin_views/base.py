"""The frame of our pages in Wagtail’s administration."""

from django.urls import reverse
from django.utils.text import capfirst
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from quizzes.models import Question


URLS = "wagtailsnippets_quizzes_question"

# What the head of Wagtail's pages can show and ours have not.
UNUSED_FURNITURE = {
    "side_panels": None,
    "history_url": "",
    "index_results_url": "",
    "search_form": None,
    "filters": None,
}


class QuestionPage(WagtailAdminTemplateMixin, PermissionCheckedMixin, View):
    """A page below the question bank."""

    model = Question
    header_icon = "help"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**UNUSED_FURNITURE | kwargs)

    def get_breadcrumbs_items(self):
        bank = {
            "url": reverse(f"{URLS}:list"),
            "label": capfirst(Question._meta.verbose_name_plural),
        }
        return [*self.breadcrumbs_items, bank, {"url": "", "label": self.get_page_title()}]
