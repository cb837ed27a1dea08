from django.urls import path

from adoption.views import further, measured, own, pack, reach, team


app_name = "adoption"

urlpatterns = [
    path("equipe/", team.team, name="team"),
    path("equipe/usage.csv", team.table, name="table"),
    path("equipe/formations/", reach.reach, name="reach"),
    path("equipe/formations.csv", reach.table, name="reach_table"),
    path("equipe/<slug:variant>.svg", team.chart, name="chart"),
    path("organisation/", further.further, name="further"),
    path("organisation.csv", further.table, name="further_table"),
    path("ce-qui-est-mesure/", measured.measured, name="measured"),
    path("dossier/", pack.pack, name="pack"),
    path("dossier.pdf", pack.pdf, name="pack_pdf"),
    path("dossier/publier/", pack.publish, name="publish_pack"),
    path("carnet/", own.logbook, name="logbook"),
    path("carnet/mesure/", own.measurement, name="measurement"),
    path("carnet/<slug:slug>/delier/", own.unlink, name="unlink"),
    path("carnet/<slug:slug>/effacer/", own.erase, name="erase"),
    path("declarer/<slug:slug>/<str:month>/", own.answer, name="declare"),
    path("declarer/<slug:slug>/<str:month>/frequence/", own.how_often, name="how_often"),
]
