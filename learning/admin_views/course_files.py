"""Exports modules as archives of Markdown and imports them."""

import hashlib
import tempfile

from django import forms
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.permissions import page_permission_policy

from cms.admin_drafts import may_write_pages
from cms.admin_screens import UNUSED_FURNITURE
from cms.languages import in_source_language, source_language
from learning.exporters.course.course import NotExported, export_course
from learning.exporters.course.storing import write_zip
from learning.importers.course_archive import import_archive
from learning.importers.scorm import size_limit_text, validate_archive_size
from learning.models import CatalogPage, LoadedSource, ModulePage
from people.admin_views.access import AdminAccess, AdminPage


IMPORTED = "learning.imported"
DRAFT, PUBLISHED = "draft", "published"
LEFT_NAMED = 5  # in the message that it is done


def may_import_modules(person):
    """Whether a person may import a module, which brings its quizzes, their questions and packages."""
    quizzes = [
        f"quizzes.{verb}_{what}" for verb in ("add", "change") for what in ("quiz", "question")
    ]
    return may_write_pages(person) and person.has_perms([*quizzes, "learning.add_scormpackage"])


def course_buttons(page, user, view_name=None, next_url=None):
    """Add the export to the menu at the head of a page. A hook."""
    is_source_module = (
        page.specific_class is ModulePage and page.locale.language_code == source_language()
    )
    if is_source_module and page.permissions_for_user(user).can_edit():
        export = reverse("course_admin:export", args=[page.pk])
        yield Button(_("Export as Markdown (zip)"), url=export, icon_name="download", priority=80)
    if page.specific_class in (CatalogPage, ModulePage) and may_import_modules(user):
        take_in = reverse("course_admin:import")
        yield Button(_("Import a module (zip)"), url=take_in, icon_name="upload", priority=81)


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


class CourseForm(forms.Form):
    """An archive to import. `checked`: which file was looked at, so that no other is imported unseen."""

    file = forms.FileField(
        label=gettext_lazy("Module"),
        help_text=gettext_lazy("The .zip that the export of a module gives, changed or not."),
        validators=[validate_archive_size],
    )
    force = forms.BooleanField(
        label=gettext_lazy("Also replace what was changed here since the last import"),
        required=False,
    )
    checked = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class ImportModule(AdminPage, FormView):
    """Says first what an archive would change. Nothing is kept aside: the file is sent again to be imported."""

    is_allowed = staticmethod(may_import_modules)
    page_title = gettext_lazy("Import a module")
    header_icon = "upload"
    template_name = "learning/admin/course_import.html"
    form_class = CourseForm

    def form_valid(self, form):
        given = form.cleaned_data
        digest = _digest(given["file"])
        take = self.request.POST.get("take")
        if take == PUBLISHED and not self.may_publish:
            raise Http404
        is_same = given["checked"] == digest
        if take in (DRAFT, PUBLISHED) and is_same:
            taken = self._taken(given, draft=take == DRAFT)
            if taken.report.applied:
                return self._done(taken)
        else:
            taken = self._taken(given, dry_run=True)
        is_other = bool(take) and not is_same
        return self._found(taken, given, digest, is_other=is_other)

    def _taken(self, given, **how):
        return import_archive(given["file"], name=given["file"].name, force=given["force"], **how)

    def _found(self, taken, given, digest, *, is_other):
        form = CourseForm(initial={"force": given["force"], "checked": digest})
        context = self.get_context_data(
            form=form, report=taken.report, slug=taken.slug, is_other=is_other
        )
        return self.render_to_response(context)

    def _done(self, taken):
        page = LoadedSource.objects.get(key=f"modules/{taken.slug}/module.md").page
        messages.success(self.request, _done_in_words(taken.report))
        if page is None:
            return redirect("course_admin:import")
        log(page, IMPORTED, user=self.request.user)
        return redirect("wagtailadmin_explore", page.pk)

    @property
    def may_publish(self):
        return page_permission_policy.user_has_any_permission(self.viewer, {"publish"})

    def get_context_data(self, **kwargs):
        furniture = UNUSED_FURNITURE | {
            "report": None,
            "limit": size_limit_text(),
            "may_publish": self.may_publish,
        }
        return super().get_context_data(**furniture | kwargs)


def _done_in_words(report):
    message = _(
        "The module is imported: %(created)d new, %(changed)d changed, %(unchanged)d unchanged."
    )
    parts = [message % report.as_dict()]
    if report.ignored:
        left = ngettext(
            "%(count)d was left as it is, because it was changed, deleted or made here:",
            "%(count)d were left as they are, because they were changed, deleted or made here:",
            report.ignored,
        )
        names = [
            outcome.title or outcome.file
            for outcome in report.outcomes.values()
            if outcome.outcome == "ignored"
        ]
        more = "…" if len(names) > LEFT_NAMED else "."
        parts.append(left % {"count": report.ignored} + " " + ", ".join(names[:LEFT_NAMED]) + more)
    return " ".join(parts)


def _digest(file):
    digest = hashlib.sha256()
    for part in file.chunks():
        digest.update(part)
    return digest.hexdigest()
