from django.urls import path

from ambassadors.cases import views as cases


app_name = "cases"

urlpatterns = [
    path("", cases.case_list, name="index"),
    path("proposer/", cases.propose, name="propose"),
    path("retirer/", cases.take_down, name="take_down"),
    path("<uuid:uuid>/", cases.case, name="case"),
    path("<uuid:uuid>/lire/", cases.read, name="read"),
    path("<uuid:uuid>/atelier/", cases.workshop, name="workshop"),
]
