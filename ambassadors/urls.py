from django.urls import path

from ambassadors.views import asking, questions
from ambassadors.views import mutual_help as views


app_name = "ambassadors"

urlpatterns = [
    path("", views.index, name="index"),
    path("demande/", views.own_request, name="own_request"),
    path("demander/", asking.ask, name="ask"),
    path("demande/choisir/", asking.choose, name="choose"),
    path("demande/annuler/", views.cancel, name="cancel"),
    path("questions/", questions.questions, name="questions"),
    path("questions/merci/", questions.question_put, name="question_put"),
    path("ambassadeur/", views.offer, name="offer"),
    path("ambassadeur/capacite/", views.capacity, name="capacity"),
    path("ambassadeur/quitter/", views.leave, name="leave"),
    path("seances/", views.sessions, name="sessions"),
    path("binomes/<uuid:uuid>/reponse/", views.answer, name="answer"),
    path("binomes/<uuid:uuid>/terminer/", views.end, name="end"),
]
