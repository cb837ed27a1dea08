from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from ambassadors import admin_views
from ambassadors.policies import may_run_rounds
from core.admin_tasks import AdminTask, register_admin_tasks


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


register_admin_tasks(
    AdminTask(
        name="matching-rounds",
        label=_("Mutual help"),
        note=_("Pair those who ask for help with those who can give it, and say why."),
        icon="group",
        order=170,
        page="ambassadors_admin:rounds",
        allowed=may_run_rounds,
    ),
)
