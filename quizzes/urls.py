from django.urls import path

from quizzes import views


app_name = "quizzes"

urlpatterns = [
    path("commencer/<uuid:quiz>/", views.start, name="start"),
    path("<uuid:attempt>/", views.attempt, name="attempt"),
    path("<uuid:attempt>/garder/", views.save, name="save"),
    path("<uuid:attempt>/terminer/", views.submit, name="submit"),
    path("<uuid:attempt>/resultat/", views.result, name="result"),
]
