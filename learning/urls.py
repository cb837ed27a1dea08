from django.urls import path

from learning import views


app_name = "learning"

urlpatterns = [
    path("", views.paths, name="paths"),
    path("obligatoires/", views.mandatory, name="mandatory"),
    path("obligatoires/suivi.csv", views.mandatory_table, name="mandatory_table"),
    path("<uuid:uuid>/", views.path, name="path"),
    path("<uuid:uuid>/suivre/", views.follow, name="follow"),
    path("lecons/<uuid:uuid>/ouverte/", views.start, name="start"),
    path("lecons/<uuid:uuid>/terminee/", views.finish, name="finish"),
]
