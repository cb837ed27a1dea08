from django.urls import path

from adoption.views import (
    contacts,
    goals,
    linking,
    measured,
    own,
    pack,
    reach,
    survey_results,
    surveys,
    team,
)


app_name = "adoption"

urlpatterns = [
    path("equipe/", team.team, name="team"),
    path("equipe/usage.csv", team.table, name="table"),
    path("equipe/groupes.csv", team.parts, name="parts_table"),
    path("equipe/formations/", reach.reach, name="reach"),
    path("equipe/formations.csv", reach.table, name="reach_table"),
    path("equipe/contacts/", contacts.contacts, name="contacts"),
    path("equipe/contacts.csv", contacts.table, name="contact_table"),
    path("equipe/contacts/<slug:variant>.svg", contacts.chart, name="contact_chart"),
    path("equipe/<slug:variant>.svg", team.chart, name="chart"),
    path("ce-qui-est-mesure/", measured.measured, name="measured"),
    path("dossier/", pack.pack, name="pack"),
    path("dossier.pdf", pack.pdf, name="pack_pdf"),
    path("dossier/publier/", pack.publish, name="publish_pack"),
    path("carnet/", own.logbook, name="logbook"),
    path("carnet/mesure/", own.measurement, name="measurement"),
    path("carnet/<slug:slug>/lier/", linking.link, name="link"),
    path("carnet/<slug:slug>/objectifs/", goals.choose, name="goals"),
    path("carnet/<slug:slug>/fait/", goals.tick_off, name="tick"),
    path("carnet/<slug:slug>/delier/", own.unlink, name="unlink"),
    path("carnet/<slug:slug>/effacer/", own.erase, name="erase"),
    path("carnet/reponses/", surveys.own, name="own_answers"),
    path("carnet/reponses/<uuid:survey_round>/effacer/", surveys.erase, name="erase_answers"),
    path("barometre/", surveys.barometer, name="barometer"),
    path("barometre/garder/", surveys.keep, name="keep_copy"),
    path("habitudes/", surveys.habits, name="habits"),
    path("plus-tard/<slug:survey>/", surveys.put_away, name="survey_later"),
    path("sondages/", survey_results.index, name="surveys"),
    path("sondages/ouvrir/", survey_results.open_survey, name="open_survey"),
    path("sondages/<uuid:survey_round>/", survey_results.results, name="survey_results"),
    path("sondages/<uuid:survey_round>.csv", survey_results.table, name="survey_table"),
    path("sondages/<uuid:survey_round>/fermer/", survey_results.close, name="close_survey"),
    path("declarer/<slug:slug>/<str:month>/", own.answer, name="declare"),
    path("declarer/<slug:slug>/<str:month>/frequence/", own.how_often, name="how_often"),
]
