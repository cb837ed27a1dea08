"""Page of what to correct in the staff list before figures by team are published."""

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.dates import today
from people.enums import ImportState
from people.organisation_views.access import OrganisationPage
from people.policies import import_runs_visible_to, people_visible_to, teams_visible_to
from people.queries.checks import checks_of_organisation


class StaffListChecksPage(OrganisationPage, TemplateView):
    """A list of names and no record, so that nothing is logged; each leads to a record, which is."""

    page_title = gettext_lazy("Check of the staff list")
    template_name = "people/admin/checks.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs):
        viewer = self.viewer
        checks = checks_of_organisation(
            people_visible_to(viewer), teams_visible_to(viewer), today()
        )
        return super().get_context_data(**kwargs) | {
            "checks": checks,
            "last_list": import_runs_visible_to(viewer).filter(state=ImportState.APPLIED).first(),
            "found": sum(1 for check in checks if check.count),
        }
