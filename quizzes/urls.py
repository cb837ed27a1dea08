from django.urls import path

from quizzes.views import attempts, offline, placement, results, review


app_name = "quizzes"

urlpatterns = [
    path("mes-progres/", results.progress, name="progress"),
    path("avant/<uuid:quiz>/", attempts.about, name="about"),
    path("commencer/<uuid:quiz>/", attempts.start, name="start"),
    path("<uuid:attempt>/", attempts.attempt, name="attempt"),
    path("<uuid:attempt>/garder/", attempts.save, name="save"),
    path("<uuid:attempt>/choisir/", attempts.choose, name="choose"),
    path("<uuid:attempt>/terminer/", attempts.submit, name="submit"),
    path("hors-ligne/<uuid:quiz>/", offline.pages, name="offline_pages"),
    path("<uuid:attempt>/remettre/", offline.hand_in, name="hand_in"),
    path("positionnement/<uuid:quiz>/", placement.introduction, name="placement"),
    path("positionnement/<uuid:quiz>/commencer/", placement.begin, name="placement_begin"),
    path("<uuid:attempt>/positionnement/", placement.question, name="placement_question"),
    path("<uuid:attempt>/niveau/", placement.result, name="placement_result"),
    path("revoir/", review.overview, name="review"),
    path("revoir/commencer/", review.begin, name="review_begin"),
    path("revoir/<uuid:card>/", review.card, name="review_card"),
    path("revoir/<uuid:card>/explication/", review.explained, name="review_explained"),
    path("<uuid:attempt>/relire/", attempts.overview, name="overview"),
    path("<uuid:attempt>/resultat/", results.result, name="result"),
    path("<uuid:attempt>/envoyer/", results.share, name="share"),
    path("mes-resultats/", results.results, name="results"),
    path("resultats-recus/", results.received, name="received"),
    path("envois/<uuid:shared>/retirer/", results.withdraw, name="withdraw"),
]
