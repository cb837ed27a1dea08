"""Adapts django-allauth's second factors: the key that encrypts their secrets, and their names."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "This code is not the right one. It changes every thirty seconds."
        ),
    }

    def encrypt(self, text):
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user):
        return user.email or user.staff_number

    def generate_authenticator_name(self, user, type):  # noqa: A002 - the name that allauth uses
        return _("My passkey")


def _box() -> Fernet:
    """Return the key that is held outside the database and never changes: SECRET_KEY may."""
    key = hashlib.sha256(b"second factor:" + settings.PSEUDONYM_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
