from django.urls import path

from people import views


app_name = "people"

urlpatterns = [
    path("connexion/", views.SignIn.as_view(), name="login"),
    path("deconnexion/", views.SignOut.as_view(), name="logout"),
    path("ouvrir/", views.open_account, name="open_account"),
    path("mot-de-passe/", views.ChangePassword.as_view(), name="password_change"),
    path("affichage/", views.set_theme, name="set_theme"),
    path("mes-donnees/", views.my_data, name="my_data"),
    path("mes-donnees/consultations/", views.who_looked, name="who_looked"),
    path("mes-donnees/donnees.json", views.download_my_data, name="download_my_data"),
]
