"""Middleware of what devices keep and send later."""

import re
from http import HTTPStatus

from django.contrib.messages import get_messages
from django.db import transaction
from django.http import Http404, JsonResponse

from core.offline import (
    KEEP,
    PERSON,
    SEND,
    may_be_kept,
    refusal_of,
    result_of,
    waiting_form,
)
from people.actions.devices import claim_form


NUMBER = re.compile(r"[\w-]{16,64}")


def mark_pages(get_response):
    """Say of a page whose it is, and whether that person’s own device may keep it."""

    def middleware(request):
        response = get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and request.user.is_authenticated:
            response[PERSON] = str(request.user.uuid)
            if response.status_code == HTTPStatus.OK and may_be_kept(request):
                response[KEEP] = "yes"
        return response

    return middleware


class AnswerWaitingForms:
    """Answers a form that waited on a device with what became of it, as JSON; a second try changes nothing.

    The last middleware: whoever may not send it was refused before.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        number = request.headers.get(SEND)
        if number is None or request.method != "POST":
            return None
        form = waiting_form(request.resolver_match.view_name)
        if form is None or not NUMBER.fullmatch(number):
            return _answer("refused", HTTPStatus.BAD_REQUEST)
        if request.headers.get(PERSON) != str(request.user.uuid):
            return _answer("other", HTTPStatus.CONFLICT)
        if not form.is_keyed:
            return _carry_out(view, request, args, kwargs)[0]
        with transaction.atomic():
            if not claim_form(person=request.user, form=form.name, number=number):
                return _answer("done")
            answer, succeeded = _carry_out(view, request, args, kwargs)
            if not succeeded:
                transaction.set_rollback(True)
        return answer


def _carry_out(view, request, args, kwargs):
    """Return the answer as JSON, and whether what the form does was done."""
    try:
        response = view(request, *args, **kwargs)
    except Http404:
        return _answer("refused", HTTPStatus.NOT_FOUND), False
    if response.get("Content-Type") == "application/json":
        return response, response.status_code < HTTPStatus.BAD_REQUEST
    if response.status_code == HTTPStatus.NO_CONTENT:
        return _answer("done"), True
    told = result_of(request)
    if told is not None:
        return _answer("done", url=response.get("Location", ""), **told), True
    # Read here, so that the form, sent once more the ordinary way, does not say them twice.
    said = refusal_of(request) or " ".join(str(message) for message in get_messages(request))
    return _answer("refused", HTTPStatus.UNPROCESSABLE_ENTITY, said=said), False


def _answer(state, status=HTTPStatus.OK, **more):
    return JsonResponse({"state": state, **more}, status=status)
