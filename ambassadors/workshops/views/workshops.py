"""Pages of workshops, one's own seat, and the list for those who give a session."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.sent_values import primary_key
from ambassadors.try_action import try_action
from ambassadors.workshops.actions.attendance import record_attendance
from ambassadors.workshops.actions.workshops import ask_for_seat, give_up_seat
from ambassadors.workshops.exporters.calendar import calendar_file
from ambassadors.workshops.policies import (
    may_book,
    readable_sessions,
    reads_whole_list,
    seats_listed_for,
    seats_visible_to,
    sessions_run_by,
    sessions_visible_to,
)
from ambassadors.workshops.presence_codes import is_check_in_open
from ambassadors.workshops.queries.evaluations import open_evaluation_for
from ambassadors.workshops.queries.workshops import (
    annotate_for_person,
    module_title_here,
    seats_and_queue,
    sessions_to_come,
    summary_here,
    trainers_of,
)
from ambassadors.workshops.views.attendance import may_read_lists
from core.dates import today
from core.redirects import post_only
from people.actions.privacy import record_look
from people.enums import NoticePurpose, Purpose, ViewedData
from people.notice_views import require_notice, unread_notice
from people.second_factor import require_second_factor


SESSIONS_A_PAGE = 20
CONFIRMED_FIELD = "confirmed"


@require_safe
def index(request):
    sessions = sessions_to_come(request.user)
    others = sessions.filter(own_seat=None).exclude(plan__person=request.user)  # which stand apart
    context = {
        "own": list(sessions.exclude(own_seat=None)),
        "page": Paginator(others, SESSIONS_A_PAGE).get_page(request.GET.get("p")),
    }
    return render(request, "ambassadors/workshops/workshops.html", context)


@require_safe
def session(request, uuid):
    session = _session(request, uuid, readable_sessions(request.user))
    trainers = trainers_of(session)
    summary, summary_language = summary_here(session.workshop)
    context = {
        "session": session,
        "summary": summary,
        "summary_language": summary_language,
        "module": module_title_here(session.workshop),
        "is_giving": request.user in trainers and session.own_seat is None,
        "is_over": session.starts_at is not None and session.starts_at <= now(),
        "has_ended": session.ends_at is not None and session.ends_at <= now(),
        "keeps_list": sessions_run_by(request.user).filter(pk=session.pk).exists(),
        "trainers": trainers,
        "asked_about": open_evaluation_for(request.user, session),
        "may_book": may_book(request.user, on=today()),
        "is_door_open": is_check_in_open(session.starts_at, session.ends_at, now()),
        "notice": unread_notice(request.user, NoticePurpose.HELP),
    }
    return render(request, "ambassadors/workshops/workshop.html", context)


@post_only
@require_notice(NoticePurpose.HELP)
def ask(request, uuid):
    session = get_object_or_404(sessions_visible_to(request.user), uuid=uuid)
    try:
        seat = ask_for_seat(session=session, person=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            _("You are in the queue. You will have a mail as soon as there is a seat.")
            if seat.is_waiting
            else _("You have a seat."),
        )
    return redirect("workshops:session", uuid=uuid)


@post_only
def give_up(request, uuid):
    """Give the seat up once that is confirmed: somebody in the queue has it at once."""
    session = _session(request, uuid)
    own = get_object_or_404(seats_visible_to(request.user), session=session)
    if CONFIRMED_FIELD not in request.POST:
        context = {"session": session, "seat": own}
        return render(request, "ambassadors/workshops/give_up.html", context)
    done = _("You have left the queue.") if own.is_waiting else _("Your seat is given up.")
    try_action(request, done, give_up_seat, session=session, person=request.user)
    return redirect("workshops:session", uuid=uuid)


@require_safe
def calendar(request, uuid):
    """Download the entry for one's own calendar; 404 without a seat."""
    session = _session(request, uuid)
    seat = get_object_or_404(seats_visible_to(request.user).held(), session=session)
    if session.starts_at is None:  # the session lost its day; the seat stays
        raise Http404
    content = calendar_file(session, asked_at=seat.asked_at)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="atelier-{session.uuid}.ics"'
    return response


@require_second_factor(may_read_lists)
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request, uuid):
    """Record attendance by name, for trainers and those who run workshops; each reading is logged."""
    session = get_object_or_404(
        sessions_run_by(request.user).select_related("workshop", "site"), uuid=uuid
    )
    if request.method == "POST":
        return _save_attendance(request, session)
    listed = seats_listed_for(request.user, session)
    seats, waiting = seats_and_queue(listed)
    record_look(
        by=request.user,
        at={seat.person for seat in (*seats, *waiting)},
        purpose=Purpose.WORKSHOP,
        seen=ViewedData.WORKSHOP,
    )
    context = {
        "session": session,
        "held": seats,
        "waiting": waiting,
        "is_partial": not reads_whole_list(request.user, session),
        "has_begun": session.starts_at is not None and session.starts_at <= now(),
    }
    return render(request, "ambassadors/workshops/attendance.html", context)


def _save_attendance(request, session):
    listed = set(seats_listed_for(request.user, session).values_list("pk", flat=True))
    came, absent, there = (
        _keys(request, name) & listed for name in ("came", "drawn", "drawn_there")
    )
    drawn = dict.fromkeys(absent, False) | dict.fromkeys(there, True)
    done = _("The list is saved.")
    try_action(request, done, record_attendance, session=session, came=came, drawn=drawn)
    return redirect("workshops:attendance", uuid=session.uuid)


def _keys(request, name):
    return set(map(primary_key, request.POST.getlist(name))) - {0}


def _session(request, uuid, sessions=None):
    """Return the session, annotated for the person. `sessions`: among which; otherwise those they may have a seat at."""
    if sessions is None:
        sessions = sessions_visible_to(request.user)
    sessions = annotate_for_person(request.user, sessions)
    return get_object_or_404(sessions.select_related("plan"), uuid=uuid)
