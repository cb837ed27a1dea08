from django.urls import path

from quizzes.views import attempts, scenario


app_name = "quizzes"

urlpatterns = [
    path("commencer/<uuid:quiz>/", attempts.start, name="start"),
    path("<uuid:attempt>/", attempts.attempt, name="attempt"),
    path("<uuid:attempt>/garder/", attempts.save, name="save"),
    path("<uuid:attempt>/choisir/", scenario.choose, name="choose"),
    path("<uuid:attempt>/terminer/", attempts.submit, name="submit"),
    path("<uuid:attempt>/resultat/", attempts.result, name="result"),
]
