"""Routes all that answers on the packages’ own host (learning.middleware)."""

from django.urls import path

from learning.views import package_files


urlpatterns = [
    path("l/<str:token>/", package_files.player_page),
    path("f/<str:token>/<path:name>", package_files.package_file),
    path("s/<str:name>", package_files.player_script),
]
