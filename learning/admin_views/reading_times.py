"""Page that deletes the reading times of lessons, once the organisation has turned them off."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from cms.models import OrganisationSettings
from cms.queries import organisation
from learning.actions.progress import delete_reading_times
from learning.policies import may_delete_reading_times
from learning.queries.notes import has_reading_times
from people.admin_views.access import AdminPage


class DeleteReadingTimesPage(AdminPage, TemplateView):
    is_allowed = staticmethod(may_delete_reading_times)
    page_title = _("Times of lessons")
    header_icon = "time"
    template_name = "learning/admin/times.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            measures=organisation(self.request).measures_time,
            are_kept=has_reading_times(),
            **kwargs,
        )

    def post(self, request):
        if organisation(request).measures_time:
            raise Http404
        delete_reading_times()
        messages.success(request, gettext("The times of lessons are erased."))
        return redirect("learning_times")


def may_delete_reading_times_now(person):
    """Whether some are stored that the organisation records no longer, and the person may delete them."""
    if not may_delete_reading_times(person):
        return False
    is_measured = OrganisationSettings.objects.filter(measures_time=True).exists()
    return not is_measured and has_reading_times()
