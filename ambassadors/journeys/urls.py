from django.urls import path

from ambassadors.journeys.views import journeys
from ambassadors.journeys.views import room as journey_room


app_name = "journeys"

urlpatterns = [
    path("", journeys.index, name="index"),
    path("rejoindre/", journeys.join, name="join"),
    path("ouvrir/", journeys.open_workshop, name="open"),
    path("salle/", journey_room.join_as_public_page, name="door"),
    path("salle/<slug:ticket>/", journey_room.public_voting_page, name="room"),
    path("idees/<uuid:uuid>/", journeys.moderate_idea, name="moderate"),
    path("<uuid:uuid>/voter/", journeys.own_vote, name="vote"),
    path("<uuid:uuid>/animer/", journeys.run_workshop, name="run"),
    path("<uuid:uuid>/projeter/", journeys.project_code, name="project"),
    path("<uuid:uuid>/clore/", journeys.close, name="close"),
    path("<uuid:uuid>/", journeys.results, name="results"),
    path("<uuid:uuid>/votes.csv", journeys.table, name="table"),
    path("<uuid:uuid>/suites/", journeys.follow_up_ideas, name="follow"),
]
