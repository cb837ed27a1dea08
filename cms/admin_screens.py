"""Lists the screens that readers found changed, with all that shows them."""

from dataclasses import dataclass

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator

from cms.actions import close_screen_change
from cms.admin_drafts import may_write_pages
from cms.models import PortalScreen, ScreenChange
from cms.queries import open_screen_reports
from cms.screens import ScreenUse, users_of_screens
from people.admin_views.access import AdminAccess, AdminPage


A_PAGE = 50
# What the head of Wagtail's pages can show and ours have not.
UNUSED_FURNITURE = {
    "side_panels": None,
    "history_url": "",
    "index_results_url": "",
    "search_form": None,
    "filters": None,
}


class VersionForm(forms.Form):
    version = forms.CharField(
        label=gettext_lazy("Version of the screen that is in use now"),
        max_length=PortalScreen._meta.get_field("version").max_length,
        help_text=gettext_lazy("Such as 2026.2, or a date."),
    )


def version_form(change, data=None):
    return VersionForm(data, prefix=f"change-{change.pk}")


@dataclass(frozen=True, slots=True)
class OutdatedUse:
    """Content that shows another version of a screen than the one in use."""

    screen: PortalScreen
    use: ScreenUse


class ScreenChangeListPage(AdminPage, TemplateView):
    is_allowed = staticmethod(may_write_pages)
    page_title = gettext_lazy("Changed screens")
    header_icon = "desktop"
    template_name = "cms/admin/changed_screens.html"

    def get_context_data(self, **kwargs):
        page = WagtailPaginator(open_screen_reports(), A_PAGE).get_page(self.request.GET.get("p"))
        users = users_of_screens([change.screen_id for change in page])
        return super().get_context_data(
            **UNUSED_FURNITURE,
            page=page,
            changed=[
                {
                    "change": change,
                    "form": version_form(change),
                    "kinds": users.get(change.screen_id, []),
                }
                for change in page
            ],
            outdated=outdated_uses(),
            **kwargs,
        )


class CloseChange(AdminAccess):
    is_allowed = staticmethod(may_write_pages)
    http_method_names = ("post",)

    def post(self, request, pk):
        change = get_object_or_404(ScreenChange.objects.select_related("screen__portal"), pk=pk)
        form = version_form(change, request.POST)
        if not form.is_valid():
            messages.error(request, _("Write which version of “%s” is in use now.") % change.screen)
            return redirect("screen_admin:screens")
        if close_screen_change(change=change, version=form.cleaned_data["version"]):
            messages.success(request, _("“%s” is noted as it is now.") % change.screen)
        else:
            messages.info(request, _("Somebody else had closed it."))
        return redirect("screen_admin:screens")


def outdated_uses() -> list[OutdatedUse]:
    """Return what shows another version than its screen has, where both are recorded."""
    screens = {
        screen.pk: screen
        for screen in PortalScreen.objects.exclude(version="").select_related("portal")
    }
    rows = [
        OutdatedUse(screens[screen], use)
        for screen, kinds in users_of_screens(screens).items()
        for kind in kinds
        for use in kind.uses
        if use.version and use.version != screens[screen].version
    ]
    return sorted(rows, key=lambda outdated: (str(outdated.screen), outdated.use.title))


def changed_screens_count():
    count = open_screen_reports().count()
    if not count:
        return _("No screen is reported as changed.")
    message = ngettext(
        "One screen is reported as changed.", "%(count)d screens are reported as changed.", count
    )
    return message % {"count": count}


changed_in_words = lazy(changed_screens_count, str)
