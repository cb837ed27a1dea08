"""API for portals' machines, in JSON: days of use, and links by code (docs/usage-sources.md)."""

import re
from datetime import date
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Body, NinjaAPI
from ninja.errors import HttpError, ValidationError

from adoption.usage.enums import SourceKind
from adoption.usage.importers.codes import import_code_rows
from adoption.usage.importers.days import import_day_rows
from adoption.usage.views import api_gateway
from adoption.usage.views.api_shapes import (
    FIELDS,
    MOST_ITEMS,
    PROBLEMS,
    Day,
    DaysTaken,
    Link,
    LinkTaken,
)


ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

api = NinjaAPI(
    title="Passerelle, what a portal sends",
    version="1",
    description=(
        "A pseudonym, a service, a day: nothing else is let in. A batch is taken in whole or not at "
        "all, and sending it again changes nothing. Answers never repeat what was sent."
    ),
    urls_namespace="portal_api",
    docs_url=None,
    auth=api_gateway.PortalBearer(),
    throttle=[api_gateway.PerToken()],
    parser=api_gateway.StrictJSON(),
)
api.add_exception_handler(HttpError, api_gateway.on_http_error)
api.add_exception_handler(ValidationError, api_gateway.on_wrong_shape)
api.add_exception_handler(Exception, api_gateway.on_failure)


@api.post(
    "/{slug:portal}/days",
    response={200: DaysTaken} | PROBLEMS,
    url_name="days",
    operation_id="send_days",
    summary="Days of use, whole or not at all",
)
def days(
    request, portal: str, payload: Annotated[list[Day], Body(min_length=1, max_length=MOST_ITEMS)]
):
    """Who, under a pseudonym, used which service on which day. Order and repetition do not matter."""
    report = import_day_rows(
        lambda report: (
            (place, sent.pseudonym, sent.service, sent.day)
            for place, sent in enumerate(payload, start=1)
        ),
        portal=request.auth.portal,
        names={name: name for name in FIELDS["days"]},
        read_day=read_iso_day,
        kind=SourceKind.API,
    )
    if not report.applied:
        return refused_response(report)
    return {
        "created": report.created,
        "unchanged": report.unchanged,
        "late": report.late,
        "passed_over": report.ignored,
    }


@api.post(
    "/{slug:portal}/links",
    response={200: LinkTaken} | PROBLEMS,
    url_name="links",
    operation_id="send_link",
    summary="A link by the code that a person typed on the portal",
)
def links(request, portal: str, payload: Link):
    """The same again changes nothing. A code that is wrong, used or expired is refused in the same words."""
    report = import_code_rows(
        lambda report: iter([(1, payload.code, payload.pseudonym)]),
        portal=request.auth.portal,
        names={name: name for name in FIELDS["links"]},
    )
    if not report.applied:
        return refused_response(report)
    return {"created": report.created, "unchanged": report.unchanged}


def read_iso_day(text: str) -> date:
    try:
        if ISO_DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(_("a date written like %(example)s") % {"example": "2026-11-24"})


def refused_response(report):
    return api_gateway.refusal_response(
        [
            {"item": refusal.line, "reason": refusal.reason, "expected": refusal.expected}
            for refusal in report.refused
        ]
    )
