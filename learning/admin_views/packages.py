"""Pages « Paquets SCORM » in Wagtail's admin: uploaded, reviewed, tried out, replaced, deleted if unused."""

from django import forms
from django.db.models import ProtectedError, RestrictedError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from cms.admin_screens import UNUSED_FURNITURE
from cms.admin_views import DeleteUnlessUsed
from cms.queries import is_in_use
from learning.actions.scorm import delete_package
from learning.importers.scorm import (
    import_package,
    package_note_texts,
    size_limit_text,
    validate_archive_size,
)
from learning.models import ScormPackage


URLS = "wagtailsnippets_learning_scormpackage"


class PackageForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Package"),
        help_text=gettext_lazy(
            "The .zip that the authoring tool publishes for SCORM 1.2 or SCORM 2004."
        ),
        validators=[validate_archive_size],
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        max_length=255,
        help_text=gettext_lazy("Empty: the title that the package gives itself."),
    )
    replaces = forms.ModelChoiceField(
        ScormPackage.objects.all(),
        label=gettext_lazy("New version of"),
        required=False,
        help_text=gettext_lazy(
            "What people completed there counts here, where a part has the same name. Then choose the "
            "new package in the lessons that show the old one."
        ),
    )


class PackagePage(WagtailAdminTemplateMixin, PermissionCheckedMixin, View):
    model = ScormPackage
    header_icon = "media"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**UNUSED_FURNITURE | kwargs)

    def get_breadcrumbs_items(self):
        packages = {"url": reverse(f"{URLS}:list"), "label": _("SCORM packages")}
        return [*self.breadcrumbs_items, packages, {"url": "", "label": self.get_page_title()}]


class PackageUploadPage(PackagePage, FormView):
    """The form of a package. A refusal is shown with its reason; an accepted one at once, with what was found."""

    permission_required = "add"
    page_title = gettext_lazy("Take in a SCORM package")
    template_name = "learning/admin/package_upload.html"
    form_class = PackageForm

    def form_valid(self, form):
        given = form.cleaned_data
        report = import_package(given["file"], title=given["title"], replaces=given["replaces"])
        if report.package is None:
            return self.render_to_response(self.get_context_data(form=form, report=report))
        if report.created:
            log(report.package, "wagtail.create", user=self.request.user)
        self._say(report)
        return redirect(f"{URLS}:found", report.package.pk)

    def _say(self, report):
        if report.created:
            messages.success(self.request, _("The package is taken in."))
        else:
            messages.info(self.request, _("This very package was here already: nothing changed."))
        if report.carried:
            note = ngettext(
                "What %(count)s person had done in the old version is kept.",
                "What was done in the old version is kept: %(count)s states.",
                report.carried,
            )
            messages.info(self.request, note % {"count": report.carried})

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"report": None, "limit": size_limit_text(), **kwargs})


class PackageDetailPage(PackagePage, TemplateView):
    """The content of a package, and what of it is not followed."""

    permission_required = "view"
    template_name = "learning/admin/package.html"

    def dispatch(self, request, *args, **kwargs):
        self.package = get_object_or_404(ScormPackage, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return self.package.title

    def get_context_data(self, **kwargs):
        package = self.package
        return super().get_context_data(
            package=package,
            notes=list(package_note_texts(package)),
            megabytes=package.size / 1024**2,
            try_out=reverse("learning:package_try_out", args=[package.uuid]),
            usage=reverse(f"{URLS}:usage", args=[package.pk]),
            edit=reverse(f"{URLS}:edit", args=[package.pk]),
            **kwargs,
        )


class DeletePackage(DeleteUnlessUsed):
    """Deletes a package with its archive. What a lesson shows, or somebody began, stays."""

    instead = gettext_lazy("A lesson shows it, or people have begun it.")  # type: ignore[assignment]

    def form_valid(self, form):
        try:
            if is_in_use(self.object):
                return self.refused()
            title = str(self.object)
            log(self.object, "wagtail.delete", user=self.request.user, deleted=True)
            delete_package(package=self.object)
        except (ProtectedError, RestrictedError):
            return self.refused()
        messages.success(self.request, _("“%(title)s” is deleted.") % {"title": title})
        return redirect(self.get_success_url())
