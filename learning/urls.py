from django.urls import path

from learning.views import lessons, mandatory, notes, paths


app_name = "learning"

urlpatterns = [
    path("", paths.paths, name="paths"),
    path("obligatoires/", mandatory.mandatory, name="mandatory"),
    path("obligatoires/suivi.csv", mandatory.mandatory_table, name="mandatory_table"),
    path("notes/", notes.notes, name="notes"),
    path("notes/notes.md", notes.notes_file, name="notes_file"),
    path("notes/<uuid:uuid>/effacer/", notes.delete, name="delete_note"),
    path("<uuid:uuid>/", paths.path, name="path"),
    path("<uuid:uuid>/suivre/", paths.follow, name="follow"),
    path("lecons/<uuid:uuid>/ouverte/", lessons.start, name="start"),
    path("lecons/<uuid:uuid>/terminee/", lessons.finish, name="finish"),
    path("lecons/<uuid:uuid>/endroit/", lessons.place, name="place"),
    path("lecons/<uuid:uuid>/ecran-change/", lessons.screen_changed, name="screen_changed"),
    path("lecons/<uuid:uuid>/note/", notes.save, name="save_note"),
    path("lecons/<uuid:uuid>/signet/", notes.bookmark, name="bookmark"),
]
