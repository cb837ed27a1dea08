from django.urls import path

from ambassadors.workshops.views import (
    attendance,
    calendar_feeds,
    evaluations,
    team_bookings,
    workshops,
)


app_name = "workshops"

urlpatterns = [
    path("", workshops.index, name="index"),
    path("mon-agenda/", calendar_feeds.own, name="own_feed"),
    path("mon-agenda/creer/", calendar_feeds.make, name="make_feed"),
    path("mon-agenda/retirer/", calendar_feeds.remove, name="remove_feed"),
    path("agenda/<str:token>.ics", calendar_feeds.feed, name="feed"),
    path("<uuid:uuid>/", workshops.session, name="session"),
    path("<uuid:uuid>/place/", workshops.ask, name="ask"),
    path("<uuid:uuid>/rendre/", workshops.give_up, name="give_up"),
    path("<uuid:uuid>/agenda.ics", workshops.calendar, name="calendar"),
    path("<uuid:uuid>/equipe/", team_bookings.team, name="team"),
    path("<uuid:uuid>/equipe/reprendre/", team_bookings.take_back, name="take_back"),
    path("<uuid:uuid>/code/", attendance.code, name="code"),
    path("<uuid:uuid>/presence/", attendance.presence, name="check_in"),
    path("<uuid:uuid>/emargement.pdf", attendance.sheet, name="sheet"),
    path("<uuid:uuid>/avis/", evaluations.results, name="results"),
    path("<uuid:uuid>/avis/<str:wave>/", evaluations.evaluate, name="evaluate"),
    path("<uuid:uuid>/presences/", workshops.attendance, name="attendance"),
]
