from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from ambassadors import admin_views
from ambassadors.policies import may_run_rounds


PATTERNS = [
    path("", admin_views.rounds, name="rounds"),
    path("<int:pk>/", admin_views.one_round, name="round"),
    path("<int:pk>/publier/", admin_views.publish, name="publish"),
    path("<int:pk>/abandonner/", admin_views.discard, name="discard"),
    path("binomes/<uuid:uuid>/retirer/", admin_views.leave_out, name="leave_out"),
]


@hooks.register("register_admin_urls")
def register_round_urls():
    return [path("entraide/", include((PATTERNS, "ambassadors_admin")))]


class RoundsMenuItem(MenuItem):
    def is_shown(self, request):
        return may_run_rounds(request.user)


@hooks.register("register_admin_menu_item")
def register_rounds_menu_item():
    return RoundsMenuItem(
        _("Matching rounds"),
        reverse("ambassadors_admin:rounds"),
        name="matching-rounds",
        icon_name="group",
        order=170,
    )
