"""Registers what the content gives to the frame of every page: the organisation and the footer links."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.queries import (
    HELP,
    MEASURED,
    ORGANISATION_FACT,
    RESOURCES,
    footer_pages,
    organisation,
)
from core.registry import (
    NavigationItem,
    register_footer,
    register_navigation,
    register_organisation,
)
from people.queries.facts import register_facts


def register():
    register_organisation(organisation)
    register_facts(ORGANISATION_FACT)
    register_navigation(
        NavigationItem(order=10, label=_("Home"), icon="house", url=lambda: "/", prefixes=("/",))
    )
    for order, slug, label in (
        (20, MEASURED, _("What is measured, what is not")),
        (30, RESOURCES, _("Resources")),
        (90, HELP, _("Help")),
    ):
        register_footer(_footer_link(order, slug, label))


def _footer_link(order, slug, label):
    return NavigationItem(
        order=order,
        label=label,
        icon="",
        url=lambda: reverse("cms:article", args=[slug]),
        prefixes=(),
        visible=lambda request: request.user.is_authenticated and slug in footer_pages(request),
    )
