from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ambassadors.help.actions.pairs import log_session
from ambassadors.help.queries.follow_up import has_given_help
from core.joys import show_joy


def session_logger(request: HttpRequest) -> Callable[..., Any]:
    """Return `log_session`, with a quiet word after the first help that the signed-in person gave."""

    def log(**arguments: Any) -> Any:
        is_new = not has_given_help(request.user)
        session = log_session(**arguments)
        if is_new and has_given_help(request.user):
            show_joy(
                request,
                _(
                    "You have just helped a colleague for the first time. What you showed, they can show too."
                ),
                "premier-coup-de-main",
            )
        return session

    return log
