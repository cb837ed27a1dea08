"""Base views of our listings in Wagtail: what is in use is never deleted, and says so."""

from copy import copy

from django.db.models import ProtectedError, RestrictedError
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.i18n import JavaScriptCatalog
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.views.snippets import DeleteView, IndexView, SnippetViewSet

from cms.admin_drafts import may_translate
from cms.choosers import ReadableChooserViewSet
from cms.queries import is_in_use


SCRIPT_WORDS = (
    gettext_noop(
        "More actions"
    ),  # this and the next: written into the script, see static/admin/names.js
    gettext_noop("%(source)s to %(target)s translation"),
    gettext_noop("Uses %s version"),
    gettext_noop("Revert to %s version"),
    gettext_noop("Edit this %s"),
    gettext_noop("Change %s"),
    gettext_noop("Choose a %s"),
)


class ScriptWords(JavaScriptCatalog):
    """The words of wagtail-localize's scripts, some put right: its French runs into the name of what follows."""

    packages = ["wagtail_localize"]

    def dispatch(self, request, *args, **kwargs):
        if not may_translate(request.user):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_catalog(self):
        ours = {word: _(word) for word in SCRIPT_WORDS}
        publish = _("Publish in %(language)s") % {"language": ""}
        return super().get_catalog() | ours | {"Publish in ": publish}


class IndexWithoutBulkActions(IndexView):
    """An index without bulk actions: what is in use cannot be deleted, and says so one by one."""

    @cached_property
    def columns(self):
        shown = [c for c in super().columns if not isinstance(c, BulkActionsCheckboxColumn)]
        return [_capitalised(column) for column in shown]


def _capitalised(column):
    """Return a copy of a column with its label capitalised: Wagtail keeps its columns between requests."""
    own = copy(column)
    own.label = capfirst(str(column.label))
    return own


class DeleteUnlessUsed(DeleteView):
    """A deletion that refuses what is in use, and tells the author what to do instead."""

    instead = ""

    def form_valid(self, form):
        try:
            if is_in_use(self.object):
                return self.refused()
            return super().form_valid(form)
        except (ProtectedError, RestrictedError):
            return self.refused()

    def refused(self):
        stays = _("“%(title)s” is in use, so it stays.") % {"title": self.object}
        messages.error(self.request, f"{stays} {self.instead}".strip())
        return redirect(self.get_success_url())


class ProtectedSnippetViewSet(SnippetViewSet):
    index_view_class = IndexWithoutBulkActions
    delete_view_class = DeleteUnlessUsed
    chooser_viewset_class = ReadableChooserViewSet
    copy_view_enabled = False


def refuse_bulk_delete(request, action_type, objects, action):
    """Refuse to delete our rows in bulk: see DeleteUnlessUsed. A hook."""
    snippets = tuple(get_snippet_models())
    if action_type == "delete" and any(isinstance(selected, snippets) for selected in objects):
        messages.error(request, _("Delete these one by one."))
        return redirect("wagtailadmin_home")
    return None
