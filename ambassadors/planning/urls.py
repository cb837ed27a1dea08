from django.urls import path

from ambassadors.planning.views import planning, proposals


app_name = "planning"

urlpatterns = [
    path("proposer/", planning.plan, name="plan"),
    path("propositions/", proposals.proposals, name="proposals"),
    path("propositions/<uuid:uuid>/", proposals.answer, name="answer"),
    path("<uuid:uuid>/modifier/", planning.change, name="change"),
    path("<uuid:uuid>/annuler/", planning.call_off, name="call_off"),
    path("<uuid:uuid>/inviter/", planning.invite, name="invite"),
]
