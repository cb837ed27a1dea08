"""The register of cases taken down, for the data protection officer."""

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ambassadors.cases.models import CaseRemoval
from people.admin_views.access import AdminPage
from people.policies import may_answer_data_requests


class RemovalList(AdminPage, TemplateView):
    """List when each case was taken down and what was decided: neither its content nor who asked is kept."""

    is_allowed = staticmethod(may_answer_data_requests)
    above = (("people_admin_protection", gettext_lazy("Data protection")),)
    template_name = "ambassadors/cases/admin/removals.html"
    page_title = gettext_lazy("Cases taken down")
    header_icon = "doc-full"

    def get_context_data(self, **kwargs):
        return super().get_context_data(removals=CaseRemoval.objects.all(), **kwargs)
