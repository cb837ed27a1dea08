from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.models import GlossaryTerm, Portal


class PortalViewSet(SnippetViewSet):
    model = Portal
    icon = "globe"
    list_display = ["name", "slug", "url", "opened_on", "is_open"]
    list_filter = ["is_open"]
    search_fields = ["name", "slug"]
    ordering = ["name", "pk"]


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    list_display = ["term", "definition"]
    search_fields = ["term", "definition"]
    ordering = ["term"]


class ReferenceGroup(SnippetViewSetGroup):
    """What lessons and figures refer to."""

    items = (PortalViewSet, GlossaryTermViewSet)
    menu_label = _("Reference")
    menu_icon = "list-ul"
    menu_order = 210


register_snippet(ReferenceGroup)


@hooks.register("insert_global_admin_css")
def product_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("admin/passerelle.css"))
