from django.urls import path

from people import notice_views, views
from people.organisation_views import stand_ins


app_name = "people"

urlpatterns = [
    path("connexion/", views.SignIn.as_view(), name="login"),
    path("deconnexion/", views.SignOut.as_view(), name="logout"),
    path("ouvrir/", views.open_account, name="open_account"),
    path("invitation/<str:code>/", views.invitation_link, name="invitation"),
    path("mot-de-passe/", views.ChangePassword.as_view(), name="password_change"),
    path("mot-de-passe/oublie/", views.ask_password_reset, name="password_reset"),
    path(
        "mot-de-passe/nouveau/<uidb64>/<token>/",
        views.ChooseNewPassword.as_view(),
        name="password_reset_confirm",
    ),
    path("identite/", views.identity, name="identity"),
    path("remise-des-codes/", views.print_code, name="hand_code"),
    path("affichage/", views.set_theme, name="set_theme"),
    path("information/", notice_views.information, name="information"),
    path("mes-connexions/", views.sessions, name="sessions"),
    path("mes-connexions/autres/fermer/", views.end_others, name="end_other_sessions"),
    path("mes-connexions/<uuid:uuid>/fermer/", views.end_one, name="end_session"),
    path("mes-courriels/", views.mails, name="mails"),
    path("courriels/arret/<str:token>/", views.unsubscribe, name="stop_mails"),
    path("mes-donnees/", views.my_data, name="my_data"),
    path("mes-donnees/consultations/", views.access_log, name="who_looked"),
    path("mes-donnees/mes-donnees.zip", views.download_my_data, name="download_my_data"),
    path("mes-donnees/phrase/", views.new_passphrase, name="new_passphrase"),
    path("mes-donnees/reouverture/", views.reopen_account, name="reopened"),
    path("mes-donnees/demande/", views.data_request, name="ask"),
    path("mes-donnees/lignes/<str:key>/", views.class_rows, name="held"),
    path("me-faire-remplacer/", stand_ins.stand_in, name="stand_in"),
    path("me-faire-remplacer/<uuid:uuid>/fin/", stand_ins.end_stand_in, name="end_stand_in"),
]
