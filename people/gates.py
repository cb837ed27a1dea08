"""What stands before a page that names people other than its reader."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest


Allowed = Callable[[HttpRequest], bool]


def names_others(allowed: Allowed) -> Callable[[Any], Any]:
    """Ask for a second factor before this view, wherever it stands, of those whom `allowed` lets in.

    The others find what they would find anyway: no such page.
    """

    def mark(view: Any) -> Any:
        view.names_others = allowed
        return view

    return mark
