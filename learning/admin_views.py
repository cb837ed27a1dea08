"""Assigning a path to a team, in Wagtail's admin: first who it would reach, then the writing."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core.dates import today
from learning.actions import enrol_people
from learning.forms import AssignForm
from learning.models import Enrolment
from learning.policies import may_assign
from learning.queries import people_of_team
from quizzes.admin_views import UNUSED_FURNITURE


class AssignPath(WagtailAdminTemplateMixin, FormView):
    """The order is sent twice: without `confirm` it is counted, with it people are enrolled."""

    page_title = _("Assign a path")
    header_icon = "group"
    template_name = "learning/admin/assign.html"
    form_class = AssignForm

    def dispatch(self, request, *args, **kwargs):
        if not may_assign(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**UNUSED_FURNITURE | {"reach": None} | kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def form_valid(self, form):
        order = form.cleaned_data
        people = people_of_team(order.pop("team"), on=today())
        if "confirm" not in self.request.POST:
            following = Enrolment.objects.filter(path=order["path"], person__in=people).count()
            reach = {"total": people.count(), "following": following}
            return self.render_to_response(self.get_context_data(form=form, reach=reach))
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
