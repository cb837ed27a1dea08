"""Assigning a path to a team, in Wagtail's admin: first who it would reach, then the writing."""

from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.models import Page

from core.dates import today
from learning.actions import enrol_people
from learning.forms import AssignForm
from learning.models import LessonPage
from learning.policies import may_assign
from learning.queries import holds_progress, people_of_team
from people.admin_views.access import AdminPage
from quizzes.admin_views.base import UNUSED_FURNITURE


class AssignPath(AdminPage, FormView):
    """The order is sent twice: without `confirm` it is counted, with it people are enrolled.

    Neither says how many followed the path already: of a team of one, that would be somebody's choice.
    """

    is_allowed = staticmethod(may_assign)
    page_title = _("Assign a path")
    header_icon = "group"
    template_name = "learning/admin/assign.html"
    form_class = AssignForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(**UNUSED_FURNITURE | {"reach": None} | kwargs)

    def form_valid(self, form):
        order = form.cleaned_data
        people = people_of_team(order.pop("team"), on=today())
        if "confirm" not in self.request.POST:
            context = self.get_context_data(form=form, reach={"total": people.count()})
            return self.render_to_response(context)
        people = list(people)
        enrol_people(people=people, **order)
        messages.success(self.request, _said(len(people), mandatory=order["mandatory"]))
        return redirect("learning_assign")


def _said(count, *, mandatory):
    """How many it holds for, whoever followed it before: that is nobody else's business."""
    text = (
        ngettext(
            "%(count)s person now has this path to do.",
            "%(count)s people now have this path to do.",
            count,
        )
        if mandatory
        else ngettext(
            "This path is proposed to %(count)s person.",
            "This path is proposed to %(count)s people.",
            count,
        )
    )
    return text % {"count": count}


# --- Moving a lesson ----------------------------------------------------------------------------------


def follow_its_page(request, page):
    """A hook: a lesson that was moved belongs to the module where its page stands now."""
    lesson = page.specific
    if isinstance(lesson, LessonPage) and lesson.record_id is not None:
        lesson.take_record()


# --- Deleting pages ----------------------------------------------------------------------------------


def keep_what_was_learned(request, page):
    """A hook: a page with what somebody learned below it is unpublished, not deleted."""
    if not holds_progress(page):
        return None
    stays = gettext("“%(title)s” stays: people have begun what it holds. It can be unpublished.")
    messages.error(request, stays % {"title": page.get_admin_display_title()})
    return redirect("wagtailadmin_explore", page.pk)


def keep_what_was_learned_in_bulk(request, action_type, objects, action):
    """The same, when several pages are ticked."""
    pages = [one for one in objects if isinstance(one, Page)] if action_type == "delete" else []
    return next(filter(None, (keep_what_was_learned(request, page) for page in pages)), None)
