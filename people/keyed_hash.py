import hmac

from django.conf import settings


def keyed_hash(text: str) -> str:
    """Return a hash that nobody makes without the key, which is a setting and never in the database.

    Each use begins its text with a word of its own, so that no hash serves for another.
    """
    return hmac.digest(settings.PSEUDONYM_KEY.encode(), text.encode(), "sha256").hex()
