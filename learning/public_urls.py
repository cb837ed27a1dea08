"""Routes what is open without sign-in: a certificate, as far as its holder lets it be read."""

from django.urls import path

from learning.views import verification


app_name = "verification"

urlpatterns = [
    path("", verification.code_form, name="form"),
    path("<str:code>/", verification.shared_certificate_page, name="shown"),
]
