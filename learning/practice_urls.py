"""Routes the practice portals, where nothing is true."""

from django.urls import path

from learning.views import practice


app_name = "practice"

urlpatterns = [
    path("", practice.tasks, name="tasks"),
    path("<slug:portal>/", practice.tasks, name="portal"),
    path("<slug:portal>/<slug:task>/", practice.task, name="task"),
]
