from django.urls import path

from ambassadors.help.views import (
    brief_request,
    coverage,
    follow_up,
    network,
    network_team,
    questions,
    wishes,
)
from ambassadors.help.views import mutual_help as views


app_name = "ambassadors"

urlpatterns = [
    path("", views.index, name="index"),
    path("demande/", views.own_request, name="own_request"),
    path("demander/", brief_request.ask, name="ask"),
    path("demande/choisir/", brief_request.choose, name="choose"),
    path("demande/annuler/", views.cancel, name="cancel"),
    path("ambassadeur/", network.offer, name="offer"),
    path("ambassadeur/retirer/", network.withdraw, name="withdraw"),
    path("ambassadeur/charte/", network.read_charter, name="charter"),
    path("ambassadeur/attestation.pdf", network.attestation, name="attestation"),
    path("ambassadeurs/demandes/", network_team.applications, name="applications"),
    path("ambassadeurs/demandes/<uuid:uuid>/", network_team.decide, name="decide"),
    path("ambassadeurs/proposer/", network_team.propose, name="propose"),
    path("ambassadeurs/couverture/", coverage.coverage, name="coverage"),
    path("ambassadeurs/couverture.csv", coverage.coverage_table, name="coverage_table"),
    path("questions/", questions.questions, name="questions"),
    path("questions/merci/", questions.question_put, name="question_put"),
    path("demande/souhaits/", wishes.request_wishes, name="request_wishes"),
    path("ambassadeur/souhaits/", wishes.offer_wishes, name="offer_wishes"),
    path("ambassadeur/souhaits/nommer/", wishes.name, name="name_colleague"),
    path("ambassadeur/souhaits/oublier/", wishes.forget, name="forget_colleague"),
    path("ambassadeur/capacite/", views.capacity, name="capacity"),
    path("ambassadeur/quitter/", views.leave, name="leave"),
    path("seances/", views.sessions, name="sessions"),
    path("binomes/<uuid:uuid>/", follow_up.pair, name="pair"),
    path("binomes/<uuid:uuid>/seance/", follow_up.session, name="pair_session"),
    path("binomes/<uuid:uuid>/date/", follow_up.next_date, name="pair_date"),
    path("binomes/<uuid:uuid>/accord/", follow_up.plan, name="pair_plan"),
    path("binomes/<uuid:uuid>/accord/oui/", follow_up.agree, name="pair_agree"),
    path("binomes/<uuid:uuid>/carnet/", follow_up.notes, name="pair_notes"),
    path("binomes/<uuid:uuid>/point/", follow_up.fit, name="pair_fit"),
    path("binomes/<uuid:uuid>/retour/", follow_up.feedback, name="pair_feedback"),
    path("binomes/<uuid:uuid>/reponse/", views.answer, name="answer"),
    path("binomes/<uuid:uuid>/terminer/", views.end, name="end"),
]
