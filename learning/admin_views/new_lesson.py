"""Offers where and how to begin a lesson before Wagtail's form, which opens with the blocks of the one chosen."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.permissions import page_permission_policy

from cms.admin_drafts import DIGITS, may_write_pages
from cms.admin_screens import UNUSED_FURNITURE
from cms.languages import in_source_language
from learning.lesson_templates import LESSON_TEMPLATES, lesson_template
from learning.models import LessonPage, ModulePage
from people.admin_views.access import AdminPage
from quizzes.models import Quiz


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


class LessonsByModule(AdminPage, TemplateView):
    """The modules that one may write in, with their lessons. `quiz`: the number of one to be put into a lesson."""

    is_allowed = staticmethod(may_write_pages)
    header_icon = "doc-empty"
    template_name = "learning/admin/lessons_by_module.html"
    http_method_names = ("get",)

    def get_page_title(self):
        return _("Put the quiz into a lesson") if self.quiz else _("Write a lesson")

    @cached_property
    def quiz(self):
        number = self.request.GET.get("quiz", "")
        is_number = number.isascii() and number.isdecimal() and len(number) <= DIGITS
        return get_object_or_404(Quiz, pk=number) if is_number else None

    def get_context_data(self, **kwargs):
        mine = page_permission_policy.instances_user_has_any_permission_for(
            self.viewer, {"add", "change"}
        )
        lessons: dict[str, list[LessonPage]] = {}
        for lesson in in_source_language(LessonPage.objects.filter(pk__in=mine)).order_by("path"):
            lessons.setdefault(lesson.path[: -LessonPage.steplen], []).append(lesson)
        modules = in_source_language(ModulePage.objects.filter(pk__in=mine)).order_by("path")
        return super().get_context_data(
            **UNUSED_FURNITURE,
            quiz=self.quiz,
            modules=[(module, lessons.get(module.path, [])) for module in modules],
            **kwargs,
        )


def choose_lesson_template(request, parent, page_class):
    """Ask how a new lesson begins until its address says so. A hook of Wagtail."""
    if page_class is not LessonPage or request.method != "GET":
        return None
    parent.lesson_template = lesson_template(request.GET.get(CHOSEN, ""))
    return None if parent.lesson_template else NewLessonPage.as_view(module=parent)(request)
