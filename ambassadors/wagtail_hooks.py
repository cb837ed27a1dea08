from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from ambassadors import admin_views, workshop_admin_views
from ambassadors.policies import may_run_rounds, may_run_workshops
from core.admin_tasks import AdminTask, register_admin_tasks


PATTERNS = [
    path("", admin_views.rounds, name="rounds"),
    path("<int:pk>/", admin_views.one_round, name="round"),
    path("<int:pk>/publier/", admin_views.publish, name="publish"),
    path("<int:pk>/abandonner/", admin_views.discard, name="discard"),
    path("binomes/<uuid:uuid>/retirer/", admin_views.leave_out, name="leave_out"),
]


WORKSHOPS = [
    path("", workshop_admin_views.workshops, name="workshops"),
    path("ajouter/", workshop_admin_views.add, name="add"),
    path("<uuid:uuid>/", workshop_admin_views.workshop, name="workshop"),
    path("<uuid:uuid>/modifier/", workshop_admin_views.change, name="change"),
    path("<uuid:uuid>/date/", workshop_admin_views.add_date, name="add_date"),
    path("dates/<uuid:uuid>/", workshop_admin_views.change_date, name="change_date"),
    path("dates/<uuid:uuid>/annuler/", workshop_admin_views.call_off_date, name="call_off"),
]


@hooks.register("register_admin_urls")
def register_round_urls():
    return [
        path("entraide/", include((PATTERNS, "ambassadors_admin"))),
        path("ateliers/", include((WORKSHOPS, "workshops_admin"))),
    ]


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
register_admin_tasks(
    AdminTask(
        name="workshops",
        label=_("Workshops"),
        note=_("Announce a workshop and its dates, set the seats, read who comes."),
        icon="calendar-alt",
        order=171,
        page="workshops_admin:workshops",
        allowed=may_run_workshops,
    ),
)
