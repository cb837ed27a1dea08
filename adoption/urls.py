from django.urls import path

from adoption.views import measured, own, pack, populations, programme, reach, register, team


app_name = "adoption"

urlpatterns = [
    path("equipe/", team.team, name="team"),
    path("equipe/usage.csv", team.table, name="table"),
    path("equipe/choisir/", populations.populations, name="populations"),
    path("programme/", programme.programme, name="programme"),
    path("programme/adoption.csv", programme.programme_table, name="programme_table"),
    path("programme/adoption.xlsx", programme.programme_workbook, name="programme_workbook"),
    path("equipe/formations/", reach.reach, name="reach"),
    path("equipe/formations.csv", reach.table, name="reach_table"),
    path("equipe/<slug:variant>.svg", team.chart, name="chart"),
    path("ce-qui-est-mesure/", measured.measured, name="measured"),
    path("dossier/", pack.pack, name="pack"),
    path("dossier.pdf", pack.pdf, name="pack_pdf"),
    path("dossier/publier/", pack.publish, name="publish_pack"),
    path("registre/", register.register, name="register"),
    path("registre/formations/", register.quarters, name="registered_quarters"),
    path("registre/formations/<str:quarter>/", register.quarter, name="registered_quarter"),
    path("registre/formations/<str:quarter>.json", register.quarter_file, name="quarter_file"),
    path("registre/portail/<slug:slug>/<str:month>/", register.publication, name="publication"),
    path(
        "registre/portail/<slug:slug>/<str:month>.json",
        register.publication_file,
        name="publication_file",
    ),
    path("carnet/", own.logbook, name="logbook"),
    path("carnet/mesure/", own.measurement, name="measurement"),
    path("carnet/<slug:slug>/delier/", own.unlink, name="unlink"),
    path("carnet/<slug:slug>/effacer/", own.erase, name="erase"),
    path("declarer/<slug:slug>/<str:month>/", own.answer, name="declare"),
    path("declarer/<slug:slug>/<str:month>/frequence/", own.how_often, name="how_often"),
]
