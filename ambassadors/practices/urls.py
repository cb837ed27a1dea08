from django.urls import path

from ambassadors.practices import views as practices


app_name = "practices"

urlpatterns = [
    path("", practices.own, name="own"),
    path("proposer/", practices.propose, name="propose"),
    path("<uuid:uuid>/modifier/", practices.change, name="change"),
    path("<uuid:uuid>/retirer/", practices.withdraw, name="withdraw"),
    path("<uuid:key>/utile/", practices.useful, name="useful"),
]
