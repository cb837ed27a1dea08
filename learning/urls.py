from django.urls import path

from learning.views import lessons, mandatory, paths


app_name = "learning"

urlpatterns = [
    path("", paths.paths, name="paths"),
    path("obligatoires/", mandatory.mandatory, name="mandatory"),
    path("obligatoires/suivi.csv", mandatory.mandatory_table, name="mandatory_table"),
    path("<uuid:uuid>/", paths.path, name="path"),
    path("<uuid:uuid>/suivre/", paths.follow, name="follow"),
    path("<uuid:uuid>/connus/", paths.pass_over, name="pass_over"),
    path("<uuid:uuid>/connus/reprendre/", paths.take_up, name="take_up"),
    path("lecons/<uuid:uuid>/ouverte/", lessons.start, name="start"),
    path("lecons/<uuid:uuid>/terminee/", lessons.finish, name="finish"),
]
