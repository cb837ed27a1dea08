from django.urls import path

from ambassadors.views import mutual_help as views
from ambassadors.views import wishes


app_name = "ambassadors"

urlpatterns = [
    path("", views.index, name="index"),
    path("demande/", views.own_request, name="own_request"),
    path("demande/annuler/", views.cancel, name="cancel"),
    path("demande/souhaits/", wishes.request_wishes, name="request_wishes"),
    path("ambassadeur/souhaits/", wishes.offer_wishes, name="offer_wishes"),
    path("ambassadeur/souhaits/nommer/", wishes.name, name="name_colleague"),
    path("ambassadeur/souhaits/oublier/", wishes.forget, name="forget_colleague"),
    path("ambassadeur/", views.offer, name="offer"),
    path("ambassadeur/capacite/", views.capacity, name="capacity"),
    path("ambassadeur/quitter/", views.leave, name="leave"),
    path("seances/", views.sessions, name="sessions"),
    path("binomes/<uuid:uuid>/reponse/", views.answer, name="answer"),
    path("binomes/<uuid:uuid>/terminer/", views.end, name="end"),
]
