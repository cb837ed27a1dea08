"""The administration shows that a month is published, never a figure, nor anything of anybody's use."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from adoption.admin_views import publications
from adoption.policies import may_see_publications


class PublicationsItem(MenuItem):
    def is_shown(self, request):
        return may_see_publications(request.user)


@hooks.register("register_admin_urls")
def publication_urls():
    return [path("publications/", publications, name="adoption_publications")]


@hooks.register("register_admin_menu_item")
def publications_item():
    return PublicationsItem(
        _("Publications"),
        reverse("adoption_publications"),
        name="publications",
        icon_name="history",
        order=230,
    )
