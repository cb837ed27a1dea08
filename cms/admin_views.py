"""What our listings in Wagtail have in common: what is in use is never deleted, and says so."""

from copy import copy

from django.db.models import ProtectedError, RestrictedError
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.views.snippets import DeleteView, IndexView, SnippetViewSet

from cms.choosers import OurChooser
from cms.queries import is_in_use


class OneByOneIndex(IndexView):
    """No ticking of many rows at once: what is used cannot be deleted, and says so one by one."""

    @cached_property
    def columns(self):
        shown = [c for c in super().columns if not isinstance(c, BulkActionsCheckboxColumn)]
        return [_capitalised(column) for column in shown]


def _capitalised(column):
    """A copy: Wagtail keeps its columns from one request to the next. A field's name begins small."""
    own = copy(column)
    own.label = capfirst(str(column.label))
    return own


class RefusingDelete(DeleteView):
    """What is in use stays; the author learns what to do instead."""

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


class OurSnippet(SnippetViewSet):
    index_view_class = OneByOneIndex
    delete_view_class = RefusingDelete
    chooser_viewset_class = OurChooser
    copy_view_enabled = False


def refuse_bulk_delete(request, action_type, objects, action):
    """A hook: our rows are deleted one by one, see RefusingDelete."""
    snippets = tuple(get_snippet_models())
    if action_type == "delete" and any(isinstance(one, snippets) for one in objects):
        messages.error(request, _("Delete these one by one."))
        return redirect("wagtailadmin_home")
    return None
