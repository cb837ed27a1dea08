"""The frame of our pages in Wagtail’s administration."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from cms.admin_screens import UNUSED_FURNITURE
from quizzes.models import Question


URLS = "wagtailsnippets_quizzes_question"


class ListingSubpage(WagtailAdminTemplateMixin, PermissionCheckedMixin, View):
    """A page below the listing of its model, the question bank unless it says another."""

    model = Question
    header_icon = "help"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**UNUSED_FURNITURE | kwargs)

    @cached_property
    def question(self):
        """The question of the address, which asks something."""
        questions = Question.objects.select_related("category", "current_version")
        return get_object_or_404(questions.exclude(current_version=None), pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self):
        meta = self.model._meta
        listing = {
            "url": reverse(f"wagtailsnippets_quizzes_{meta.model_name}:list"),
            "label": capfirst(meta.verbose_name_plural),
        }
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, listing, *self.steps(), here]

    def steps(self):
        """The breadcrumbs between the listing and the page."""
        return []
