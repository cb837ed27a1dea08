from django.urls import path

from ambassadors.job_changes import views


app_name = "job_changes"

urlpatterns = [
    path("", views.index, name="index"),
    path("le-mien/", views.own, name="own"),
    path("<int:family>/", views.job, name="job"),
    path("<int:family>/ecrire/", views.write, name="write"),
    path("<int:family>/projet/", views.draft, name="draft"),
    path("<uuid:uuid>/supprimer/", views.delete, name="delete"),
]
