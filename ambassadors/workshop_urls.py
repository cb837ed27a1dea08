from django.urls import path

from ambassadors.views import workshops


app_name = "workshops"

urlpatterns = [
    path("", workshops.index, name="index"),
    path("<uuid:uuid>/", workshops.session, name="session"),
    path("<uuid:uuid>/place/", workshops.ask, name="ask"),
    path("<uuid:uuid>/rendre/", workshops.give_up, name="give_up"),
    path("<uuid:uuid>/agenda.ics", workshops.calendar, name="calendar"),
    path("<uuid:uuid>/presences/", workshops.attendance, name="attendance"),
]
