from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.admin_drafts import (
    limit_chooser_to_published,
    may_translate,
    may_write_pages,
    narrow_admin_api,
    refuse_to_move,
)
from cms.admin_reviews import (
    act_on_translation,
    offer_no_publishing_in_vain,
    say_nobody_else_reviews,
)
from cms.admin_screens import CloseChange, ScreenChangeListPage, changed_in_words
from cms.admin_views import DeleteUnlessUsed, ProtectedSnippetViewSet, refuse_bulk_delete
from cms.forms import PortalForm
from cms.models import GlossaryTerm, Portal, SearchSynonyms
from core.admin_tasks import AdminTask, register_admin_tasks
from core.counterparts import Counterpart, key_of, register_counterparts
from core.typography import day_text


class DeletePortal(DeleteUnlessUsed):
    """Keeps a portal that is followed, whether or not anybody answered about it: that is told to nobody."""

    instead = _("An administrator can stop following a portal.")

    def form_valid(self, form):
        return self.refused() if self.object.is_open else super().form_valid(form)


def opening_day_text(portal):
    return day_text(portal.opened_on) if portal.opened_on else ""


class PortalViewSet(ProtectedSnippetViewSet):
    model = Portal
    delete_view_class = DeletePortal
    edit_handler = ObjectList(Portal.panels, base_form_class=PortalForm)
    icon = "globe"
    list_display = [
        "name",
        "slug",
        "url",
        Column("opened_on", label=_("opened on"), accessor=opening_day_text, sort_key="opened_on"),
        BooleanColumn("is_open", label=_("followed"), sort_key="is_open"),
    ]
    list_filter = ["is_open"]
    search_fields = ["name", "slug"]
    ordering = ["name", "pk"]


class GlossaryTermViewSet(ProtectedSnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    list_display = ["term", "definition"]
    search_fields = ["term", "definition"]
    ordering = ["term"]


class SearchSynonymsViewSet(ProtectedSnippetViewSet):
    model = SearchSynonyms
    icon = "search"
    list_display = ["words", "language"]
    list_filter = ["language"]
    search_fields = ["words"]
    ordering = ["words"]


class ReferenceGroup(SnippetViewSetGroup):
    """The menu of what lessons and figures refer to."""

    items = (PortalViewSet, GlossaryTermViewSet, SearchSynonymsViewSet)
    menu_label = _("Reference")
    menu_icon = "list-ul"
    menu_order = 210


register_snippet(ReferenceGroup)
hooks.register("before_bulk_action", refuse_bulk_delete)
hooks.register("construct_page_chooser_queryset", limit_chooser_to_published)
hooks.register("before_move_page", refuse_to_move)
hooks.register("after_edit_page", say_nobody_else_reviews)
hooks.register("after_create_page", say_nobody_else_reviews)
hooks.register("construct_page_action_menu", offer_no_publishing_in_vain)
hooks.register("before_edit_page", act_on_translation, order=-1)
hooks.register("construct_admin_api", narrow_admin_api, order=1)


SCREEN_PATTERNS = [
    path("", ScreenChangeListPage.as_view(), name="screens"),
    path("<int:pk>/clore/", CloseChange.as_view(), name="close_change"),
]


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("ecrans/", include((SCREEN_PATTERNS, "screen_admin")))]


@hooks.register("insert_global_admin_css")
def product_colours():
    sheets = [static("css/fonts.css"), static("css/tokens.css"), static("admin/passerelle.css")]
    return format_html_join("", '<link rel="stylesheet" href="{}">', ([sheet] for sheet in sheets))


@hooks.register("insert_global_admin_js")
def tables_as_cards():
    return format_html('<script src="{}" defer></script>', static("js/admin_tables.js"))


@hooks.register("insert_global_admin_js")
def accessible_names():
    return format_html('<script src="{}" defer></script>', static("admin/names.js"))


@hooks.register("register_icons")
def own_icons(icons):
    return [*icons, "wagtailadmin/icons/volume.svg"]


@hooks.register("construct_help_menu")
def hide_wagtail_help(request, items):
    """Remove Wagtail's guides, which are on another site; the rest is for whoever writes pages."""
    ours = [item for item in items if not item.url.startswith(("http:", "https:"))]
    items[:] = ours if may_write_pages(request.user) else []


@hooks.register("construct_reports_menu")
def limit_translation_report_menu(request, items):
    """Show wagtail-localize's report to translators only; it adds it to everybody's menu."""
    report = reverse("wagtail_localize:translations_report")
    if not may_translate(request.user):
        items[:] = [item for item in items if item.url != report]


register_admin_tasks(
    AdminTask(
        name="lessons",
        label=_("Pages"),
        note=_("Write modules, lessons and articles; preview and publish them."),
        icon="folder-open-inverse",
        order=100,
        page="wagtailadmin_explore_root",
        allowed=may_write_pages,
        menu=None,
    ),
    AdminTask(
        name="changed-screens",
        label=_("Changed screens"),
        note=changed_in_words(),
        icon="desktop",
        order=212,
        page="screen_admin:screens",
        allowed=may_write_pages,
    ),
)
register_counterparts(
    Counterpart(site="wagtail_serve", admin="wagtailadmin_pages:edit", label=_("This page"), allowed=may_write_pages, find=key_of("page")),
    Counterpart(
        site="cms:glossary", admin="wagtailsnippets_cms_glossaryterm:list", label=_("Glossary"), allowed=may_write_pages,
    ),
)  # fmt: skip
