from django.urls import path

from quizzes.views import attempts, results


app_name = "quizzes"

urlpatterns = [
    path("commencer/<uuid:quiz>/", attempts.start, name="start"),
    path("<uuid:attempt>/", attempts.attempt, name="attempt"),
    path("<uuid:attempt>/garder/", attempts.save, name="save"),
    path("<uuid:attempt>/terminer/", attempts.submit, name="submit"),
    path("<uuid:attempt>/relire/", attempts.overview, name="overview"),
    path("<uuid:attempt>/resultat/", results.result, name="result"),
    path("<uuid:attempt>/envoyer/", results.share, name="share"),
    path("mes-resultats/", results.results, name="results"),
    path("resultats-recus/", results.received, name="received"),
    path("envois/<uuid:shared>/retirer/", results.withdraw, name="withdraw"),
]
