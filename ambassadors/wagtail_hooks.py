from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from ambassadors.admin_views import rounds, workshops
from ambassadors.policies import may_run_rounds, may_run_workshops
from core.admin_tasks import AdminTask, register_admin_tasks


ROUNDS = [
    path("", rounds.rounds, name="rounds"),
    path("<int:pk>/", rounds.one_round, name="round"),
    path("<int:pk>/publier/", rounds.publish, name="publish"),
    path("<int:pk>/reaffecter/", rounds.reassign, name="reassign"),
    path("<int:pk>/abandonner/", rounds.discard, name="discard"),
    path("binomes/<uuid:uuid>/retirer/", rounds.leave_out, name="leave_out"),
]
WORKSHOPS = [
    path("", workshops.workshops, name="workshops"),
    path("ajouter/", workshops.add, name="add"),
    path("<uuid:uuid>/", workshops.workshop, name="workshop"),
    path("<uuid:uuid>/modifier/", workshops.change, name="change"),
    path("<uuid:uuid>/date/", workshops.add_date, name="add_date"),
    path("dates/<uuid:uuid>/", workshops.change_date, name="change_date"),
    path("dates/<uuid:uuid>/annuler/", workshops.call_off_date, name="call_off"),
]


@hooks.register("register_admin_urls")
def register_round_urls():
    return [
        path("entraide/", include((ROUNDS, "ambassadors_admin"))),
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
