from django.urls import path

from learning.views import lessons, mandatory, paths, scorm


app_name = "learning"

urlpatterns = [
    path("", paths.paths, name="paths"),
    path("obligatoires/", mandatory.mandatory, name="mandatory"),
    path("obligatoires/suivi.csv", mandatory.mandatory_table, name="mandatory_table"),
    path("<uuid:uuid>/", paths.path, name="path"),
    path("<uuid:uuid>/suivre/", paths.follow, name="follow"),
    path("lecons/<uuid:uuid>/ouverte/", lessons.start, name="start"),
    path("lecons/<uuid:uuid>/terminee/", lessons.finish, name="finish"),
    path("lecons/<uuid:lesson>/contenus/<uuid:package>/", scorm.play, name="package"),
    path("lecons/<uuid:lesson>/contenus/<uuid:package>/etat/", scorm.keep, name="package_state"),
    path("contenus/<uuid:package>/essai/", scorm.try_out, name="package_try_out"),
]
