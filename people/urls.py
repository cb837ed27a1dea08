from django.contrib.auth import views as auth_views
from django.urls import path

from people import views
from people.organisation_views import stand_ins


app_name = "people"

urlpatterns = [
    path("connexion/", views.SignIn.as_view(), name="login"),
    path("deconnexion/", auth_views.LogoutView.as_view(), name="logout"),
    path("ouvrir/", views.open_account, name="open_account"),
    path("mot-de-passe/", views.ChangePassword.as_view(), name="password_change"),
    path("affichage/", views.set_theme, name="set_theme"),
    path("mes-donnees/", views.my_data, name="my_data"),
    path("mes-donnees/consultations/", views.who_looked, name="who_looked"),
    path("mes-donnees/donnees.json", views.download_my_data, name="download_my_data"),
    path("me-faire-remplacer/", stand_ins.stand_in, name="stand_in"),
    path("me-faire-remplacer/<uuid:uuid>/fin/", stand_ins.end, name="end_stand_in"),
]
