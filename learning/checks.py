"""Registers what `manage.py check --deploy` looks at before a site is opened."""

from typing import Any

from django.core import checks

from learning.practice.reading import UnfitPortal
from learning.practice.shelf import LANGUAGES, portal_keys, practice_portal


@checks.register(deploy=True)
def check_practice_portals(**kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse a file of a practice portal that cannot be read: its lessons would not open."""
    return [
        checks.Error(f"{key} ({language}): {problem}", id="learning.E001")
        for key in portal_keys()
        for language in LANGUAGES
        for problem in _problems(key, language)
    ]


def _problems(key: str, language: str) -> list[str]:
    try:
        practice_portal(key, language)
    except UnfitPortal as unfit:
        return unfit.problems
    return []
