from django.contrib.auth import views as auth_views
from django.urls import path

from people import notice_views, views


app_name = "people"

urlpatterns = [
    path("connexion/", views.SignIn.as_view(), name="login"),
    path("deconnexion/", auth_views.LogoutView.as_view(), name="logout"),
    path("ouvrir/", views.open_account, name="open_account"),
    path("mot-de-passe/", views.ChangePassword.as_view(), name="password_change"),
    path("affichage/", views.set_theme, name="set_theme"),
    path("information/", notice_views.information, name="information"),
    path("mes-donnees/", views.my_data, name="my_data"),
    path("mes-donnees/consultations/", views.who_looked, name="who_looked"),
    path("mes-donnees/mes-donnees.zip", views.download_my_data, name="download_my_data"),
    path("mes-donnees/phrase/", views.new_passphrase, name="new_passphrase"),
    path("mes-donnees/demande/", views.ask, name="ask"),
    path("mes-donnees/lignes/<str:key>/", views.held, name="held"),
]
