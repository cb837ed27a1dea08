from django.urls import path

from cms import views


app_name = "cms"

urlpatterns = [
    path("organisation.css", views.organisation_css, name="organisation_css"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("ecrans/<int:pk>/change/", views.screen_changed, name="screen_changed"),
    path("glossaire/", views.glossary, name="glossary"),
    path("<slug:slug>/", views.article, name="article"),
]
