"""Exports modules as archives of Markdown."""

import tempfile

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from cms.admin_drafts import may_write_pages
from cms.languages import in_source_language, source_language
from learning.exporters.course.course import NotExported, export_course
from learning.exporters.course.storing import write_zip
from learning.models import CatalogPage, ModulePage
from learning.policies import may_import_modules
from people.admin_views.access import AdminAccess


def course_buttons(page, user, view_name=None, next_url=None):
    """Add the export to the menu at the head of a page. A hook."""
    is_source_module = (
        page.specific_class is ModulePage and page.locale.language_code == source_language()
    )
    if is_source_module and page.permissions_for_user(user).can_edit():
        export = reverse("course_admin:export", args=[page.pk])
        yield Button(_("Export as Markdown (zip)"), url=export, icon_name="download", priority=80)
    if page.specific_class in (CatalogPage, ModulePage) and may_import_modules(user):
        into = f"?module={page.pk}" if is_source_module else ""
        take_in = reverse("course_admin:import") + into
        yield Button(_("Take in a file"), url=take_in, icon_name="upload", priority=81)


class ExportModule(AdminAccess):
    """Exports a module as editors see it, with the draft of what is not published yet."""

    is_allowed = staticmethod(may_write_pages)
    http_method_names = ("get",)

    def get(self, request, pk):
        page = get_object_or_404(in_source_language(ModulePage.objects.all()), pk=pk)
        if not page.permissions_for_user(request.user).can_edit():
            raise Http404
        try:
            course = export_course(modules=[page])
        except NotExported as error:
            messages.error(request, str(error))
            return redirect("wagtailadmin_pages:edit", pk)
        opened = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        write_zip(course, opened)
        opened.seek(0)
        return FileResponse(opened, as_attachment=True, filename=f"{page.slug}.zip")
