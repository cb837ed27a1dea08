from django.urls import path

from cms import views
from cms.search.views import search_page


app_name = "cms"

urlpatterns = [
    path("organisation.css", views.organisation_css, name="organisation_css"),
    path("logo/<slug:digest>.png", views.logo, name="logo"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("ecrans/<int:pk>/change/", views.screen_changed, name="screen_changed"),
    path("glossaire/", views.glossary, name="glossary"),
    path("recherche/", search_page, name="search"),
    path("<slug:slug>/", views.article, name="article"),
]
