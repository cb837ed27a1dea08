"""Calls an action from a page, and says on the page or on its form what the action refuses."""

from django.contrib import messages
from django.core.exceptions import ValidationError


def try_action(request, done, action, /, **arguments) -> bool:
    """Call an action and add its message; return whether it succeeded. `done` may be ""."""
    try:
        action(**arguments)
    except ValidationError as error:
        for message in error.messages:
            messages.warning(request, message)
        return False
    if done:
        messages.success(request, done)
    return True


def try_action_of_form(form, action, /, **arguments) -> bool:
    """Call an action and return whether it succeeded; errors go to the form."""
    try:
        action(**arguments)
    except ValidationError as error:
        by_field = getattr(error, "error_dict", {})
        form.add_error(None, error if set(by_field) <= set(form.fields) else error.messages)
        return False
    return True
