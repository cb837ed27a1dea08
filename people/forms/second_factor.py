from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as MFA  # noqa: N812
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext_lazy as _

from core.cache import THROTTLES


def code_field(help_text):
    return forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


CODE_SECONDS = (1 + 2 * settings.MFA_TOTP_TOLERANCE) * MFA.TOTP_PERIOD
ANY_CODE = _("The six digits of your application, or one of your recovery codes.")


class _CodeOnce:
    """Refuses a code that was used, as long as it is valid: django-allauth remembers it for half a minute only, in
    a cache that may be away, or be one process's own."""

    def clean_code(self):
        code = super().clean_code()
        mark = f"{THROTTLES}.code:{self.user.pk}:{normalize_user_code(code)}"
        if not caches["database"].add(mark, 1, CODE_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_CodeOnce, AuthenticateForm):
    code = code_field(ANY_CODE)


class CodeAgainForm(_CodeOnce, ReauthenticateForm):
    code = code_field(ANY_CODE)


class ApplicationForm(ActivateTOTPForm):
    code = code_field(_("The six digits that the application shows now."))


class PasswordAgainForm(PasswordForm):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasskeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label=_("Name of this passkey"),
        max_length=60,
        required=False,
        help_text=_("So that you recognise it here: “my phone”, “grey key”."),
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without a password"),
        required=False,
        initial=True,
        help_text=_("It then asks for your fingerprint, your face or its own code."),
    )


class PasskeyNameForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name of this passkey"), max_length=60)
