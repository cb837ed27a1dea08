"""Pages on which a staff list begins: a file, an empty one to fill in, one person by name."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView

from core.dates import today
from core.spreadsheets import csv_bytes
from people.actions.imports import open_import
from people.admin_views.access import StaffPage
from people.enums import ImportSource
from people.exporters.staff_template import KINDS, staff_template
from people.forms.imports import StaffFileForm
from people.forms.staff_lists import OnePersonForm
from people.policies import may_manage_staff
from people.staff_fields import COLUMNS


class ImportStaff(StaffPage, FormView):
    """Receives the file and keeps it aside; nothing changes before the preview is accepted."""

    is_allowed = staticmethod(may_manage_staff)
    page_title = gettext_lazy("Import a staff list")
    template_name = "people/admin/import.html"
    form_class = StaffFileForm

    def form_valid(self, form):
        sent = form.cleaned_data["file"]
        more = {name: form.cleaned_data[name] for name in ("as_of", "full", "mapping")}
        run = open_staff_list(self.viewer, sent.name, sent.read(), **more)
        return redirect("people_admin:import_run", uuid=run.uuid)


class ImportTemplate(StaffPage):
    """An empty list to fill in, with the organisation's teams and jobs."""

    is_allowed = staticmethod(may_manage_staff)

    def get(self, request, *args, kind, **kwargs):
        if kind not in KINDS:
            raise Http404
        content, content_type = staff_template(kind)
        name = kind if "." in kind else f"agents.{kind}"
        return attachment(content, content_type, name)


class EnrolPerson(StaffPage, FormView):
    """Takes one person in as a list of one line: the same check, the same preview, the same approval."""

    is_allowed = staticmethod(may_manage_staff)
    page_title = gettext_lazy("Add one person")
    template_name = "people/admin/enrol.html"
    form_class = OnePersonForm

    def form_valid(self, form):
        cells = form.cells()
        data = csv_bytes([[COLUMNS[name] for name in cells], cells.values()])
        run = open_staff_list(self.viewer, _("One person"), data, typed=True)
        return redirect("people_admin:import_run", uuid=run.uuid)


def open_staff_list(sender, name, data, *, as_of=None, full=False, mapping=None, typed=False):
    """Open a list. `typed`: on a page, so that there is no other file to send."""
    return open_import(
        sender=sender,
        source=ImportSource.SCREEN,
        name=name,
        data=data,
        options={
            "as_of": (as_of or today()).isoformat(),
            "full": full,
            "mapping": mapping.name if mapping else "",
            "language": get_language(),
            "typed": typed,
        },
    )


def attachment(content, content_type, name):
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
