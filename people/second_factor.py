"""Marks the views that name people other than their reader, for the middleware."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest


Allowed = Callable[[HttpRequest], bool]


def require_second_factor(allowed: Allowed) -> Callable[[Any], Any]:
    """Ask for a second factor before this view, wherever it stands, of those whom `allowed` lets in.

    The others find what they would find anyway: no such page.
    """

    def mark(view: Any) -> Any:
        view.second_factor_for = allowed
        return view

    return mark
