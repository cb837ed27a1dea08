"""Warms a web process up: does at its start what its first pages would wait for."""

from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.urls import URLResolver, get_resolver
from django.utils import translation
from wagtail import hooks


SHOWN_ON_MOST = (
    "base.html",
    "cms/home_page.html",
    "components/*.html",
    "*/panels/*.html",
    "*/*/panels/*.html",
)


def warm_up() -> None:
    """Read the texts, compile the addresses and the templates of most pages. Asks no database."""
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            _compile_addresses(get_resolver())
    hooks.search_for_hooks()
    folder = Path(settings.BASE_DIR) / "templates"
    for pattern in SHOWN_ON_MOST:
        for path in folder.glob(pattern):
            get_template(str(path.relative_to(folder)))


def _compile_addresses(resolver: URLResolver) -> None:
    for _, inner in resolver.namespace_dict.values():
        _compile_addresses(inner)
    _ = resolver.reverse_dict
