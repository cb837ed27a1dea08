"""Offers the ways to begin a lesson before Wagtail's form, which opens with the blocks of the one chosen."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from cms.admin_drafts import may_write_pages
from cms.admin_screens import UNUSED_FURNITURE
from learning.lesson_templates import LESSON_TEMPLATES, lesson_template
from learning.models import LessonPage
from people.admin_views.access import AdminPage


CHOSEN = "modele"


class NewLessonPage(AdminPage, TemplateView):
    """The choice of a template, at the address where Wagtail's form of a new lesson then opens."""

    is_allowed = staticmethod(may_write_pages)
    page_title = _("How does the lesson begin?")
    header_icon = "doc-empty"
    template_name = "learning/admin/new_lesson.html"
    http_method_names = ("get",)
    module: Any = None

    def get_breadcrumbs_items(self):
        explorer = reverse("wagtailadmin_explore", args=[self.module.pk])
        here = {"url": "", "label": self.get_page_title()}
        return [{"url": explorer, "label": self.module.get_admin_display_title()}, here]

    def get_context_data(self, **kwargs):
        next_url = self.request.GET.get("next", "")
        return super().get_context_data(
            **UNUSED_FURNITURE,
            templates=LESSON_TEMPLATES,
            parameter=CHOSEN,
            next_url=next_url,
            **kwargs,
        )


def choose_lesson_template(request, parent, page_class):
    """Ask how a new lesson begins until its address says so. A hook of Wagtail."""
    if page_class is not LessonPage or request.method != "GET":
        return None
    parent.lesson_template = lesson_template(request.GET.get(CHOSEN, ""))
    return None if parent.lesson_template else NewLessonPage.as_view(module=parent)(request)
