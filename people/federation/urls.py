"""Routes federation under the names that django-allauth gives, so that its flows find ours."""

from django.urls import path

from people.federation import views


urlpatterns = [
    path("confirmer/", views.reauthenticate_with_provider, name="prove_elsewhere"),
    path("oidc/<slug:provider_id>/connexion/", views.openid_begin, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/retour/", views.openid_callback, name="openid_connect_callback"),
    path("saml/<slug:provider_id>/connexion/", views.saml_begin, name="saml_login"),
    path("saml/<slug:provider_id>/acs/", views.saml_acs, name="saml_acs"),
    path("saml/<slug:provider_id>/acs/suite/", views.saml_finish, name="saml_finish_acs"),
    path("saml/<slug:provider_id>/metadonnees/", views.saml_metadata, name="saml_metadata"),
]
