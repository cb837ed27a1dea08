from django.urls import include, path

from people import notice_views
from people.organisation_views import stand_ins
from people.push import views as push
from people.views import account, data, devices, identity, mails, sessions


app_name = "people"

urlpatterns = [
    path("connexion/", account.SignIn.as_view(), name="login"),
    path("deconnexion/", account.SignOut.as_view(), name="logout"),
    path("ouvrir/", account.open_account, name="open_account"),
    path("invitation/<str:code>/", account.invitation_link, name="invitation"),
    path("mot-de-passe/", account.ChangePassword.as_view(), name="password_change"),
    path("mot-de-passe/oublie/", account.ask_password_reset, name="password_reset"),
    path(
        "mot-de-passe/nouveau/<uidb64>/<token>/",
        account.ChooseNewPassword.as_view(),
        name="password_reset_confirm",
    ),
    path("identite/", identity.identity, name="identity"),
    path("remise-des-codes/", identity.print_code, name="hand_code"),
    path("affichage/", data.set_theme, name="set_theme"),
    path("bienvenue/", notice_views.welcome, name="welcome"),
    path("information/", notice_views.information, name="information"),
    path("premier-pas/", notice_views.first_step, name="first_step"),
    path("mes-appareils/", sessions.sessions, name="sessions"),
    path("mes-appareils/autres/fermer/", sessions.lose_others, name="lose_other_devices"),
    path("mes-appareils/<uuid:uuid>/perdu/", sessions.lose_one, name="lose_device"),
    path("mes-appareils/<uuid:uuid>/nom/", devices.rename, name="rename_device"),
    path("mes-appareils/<uuid:uuid>/ici/", devices.recognise, name="recognise_device"),
    path("mes-appareils/avis/", push.add, name="add_push_device"),
    path("mes-appareils/avis/<uuid:uuid>/retirer/", push.remove, name="remove_push_device"),
    path("mes-appareils/nommer/", devices.name, name="name_device"),
    path("mes-appareils/pages.json", devices.pages, name="offline_pages"),
    path("mes-appareils/<uuid:uuid>/etat/", devices.state, name="device_state"),
    path("mes-appareils/<uuid:uuid>/retirer/", devices.revoke, name="revoke_device"),
    path("mes-courriels/", mails.mails, name="mails"),
    path("courriels/arret/<str:token>/", mails.unsubscribe, name="stop_mails"),
    path("mes-donnees/", data.my_data, name="my_data"),
    path("mes-donnees/consultations/", data.access_log, name="who_looked"),
    path("mes-donnees/mes-donnees.zip", data.download_my_data, name="download_my_data"),
    path("mes-donnees/phrase/", data.new_passphrase, name="new_passphrase"),
    path("mes-donnees/reouverture/", data.reopen_account, name="reopened"),
    path("mes-donnees/demande/", data.data_request, name="ask"),
    path("mes-donnees/lignes/<str:key>/", data.class_rows, name="held"),
    path("ce-qui-m-attend/", include("people.notifications.urls")),
    path("me-faire-remplacer/", stand_ins.stand_in, name="stand_in"),
    path("me-faire-remplacer/<uuid:uuid>/fin/", stand_ins.end_stand_in, name="end_stand_in"),
]
