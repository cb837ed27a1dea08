"""Routes the addresses of django-allauth that are reachable, under the names that it gives them.

Its own list is not included: signing up and keeping several addresses are not offered.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path
from django.views.generic import RedirectView

from people.views.account import SignIn, SignOut
from people.views.second_factor import RecoveryCodes, SecondFactor, SetUpApplication


FOLDER = "people/second_factor"

SECOND_FACTOR = [
    path("", SecondFactor.as_view(), name="mfa_index"),
    path(
        "code/",
        mfa.AuthenticateView.as_view(template_name=f"{FOLDER}/code.html"),
        name="mfa_authenticate",
    ),
    path(
        "confirmer/",
        mfa.ReauthenticateView.as_view(template_name=f"{FOLDER}/confirm.html"),
        name="mfa_reauthenticate",
    ),
    path("application/", SetUpApplication.as_view(), name="mfa_activate_totp"),
    path(
        "application/retirer/",
        totp.DeactivateTOTPView.as_view(template_name=f"{FOLDER}/remove_application.html"),
        name="mfa_deactivate_totp",
    ),
    path("secours/", RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "secours/nouveaux/",
        recovery_codes.GenerateRecoveryCodesView.as_view(template_name=f"{FOLDER}/new_codes.html"),
        name="mfa_generate_recovery_codes",
    ),
    path("cles/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path(
        "cles/ajouter/",
        webauthn.AddWebAuthnView.as_view(template_name=f"{FOLDER}/passkey_add.html"),
        name="mfa_add_webauthn",
    ),
    path("cles/connexion/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path(
        "cles/confirmer/",
        webauthn.ReauthenticateWebAuthnView.as_view(template_name=f"{FOLDER}/confirm_passkey.html"),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "cles/<int:pk>/",
        webauthn.EditWebAuthnView.as_view(template_name=f"{FOLDER}/passkey_edit.html"),
        name="mfa_edit_webauthn",
    ),
    path(
        "cles/<int:pk>/retirer/",
        webauthn.RemoveWebAuthnView.as_view(template_name=f"{FOLDER}/passkey_remove.html"),
        name="mfa_remove_webauthn",
    ),
]

urlpatterns = [
    # One door: allauth's names for it lead to ours.
    path("connexion/", SignIn.as_view(), name="account_login"),
    path("deconnexion/", SignOut.as_view(), name="account_logout"),
    path(
        "ferme/",
        account.AccountInactiveView.as_view(template_name="people/account_closed.html"),
        name="account_inactive",
    ),
    path(
        "confirmer/",
        account.ReauthenticateView.as_view(template_name=f"{FOLDER}/confirm.html"),
        name="account_reauthenticate",
    ),
    path("double-authentification/", include(SECOND_FACTOR)),
    path("federation/", include("people.federation.urls")),
]
