"""Administration pages of workshops, their dates and lists."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Q, When
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from ambassadors.workshops.actions.workshops import add_session, cancel_session, change_session
from ambassadors.workshops.admin_views.layout import render_admin_page, restricted_to
from ambassadors.workshops.forms.workshops import WorkshopForm, WorkshopSessionForm, details_of
from ambassadors.workshops.models import Workshop, WorkshopSession
from ambassadors.workshops.policies import may_run_workshops


WORKSHOPS_A_PAGE = 50
SESSIONS_A_PAGE = 50

for_workshop_runners = restricted_to(may_run_workshops)


@for_workshop_runners
@require_safe
def workshops(request):
    to_come = Q(sessions__in=WorkshopSession.objects.to_come().order_by().values("pk"))
    listed = Workshop.objects.annotate(to_come=Count("sessions", filter=to_come)).order_by(
        "is_retired", "title", "pk"
    )
    page = Paginator(listed, WORKSHOPS_A_PAGE).get_page(request.GET.get("p"))
    return _page(request, "workshops", _("Workshops"), {"page": page})


@for_workshop_runners
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    return _workshop_form(request, Workshop(), _("A new workshop"))


@for_workshop_runners
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, uuid):
    workshop = get_object_or_404(Workshop, uuid=uuid)
    return _workshop_form(request, workshop, workshop.title_here)


def _workshop_form(request, workshop, title):
    form = WorkshopForm(request.POST or None, instance=workshop)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, _("“%(title)s” is saved.") % {"title": saved})
        return redirect("workshops_admin:workshop", uuid=saved.uuid)
    return _form_page(request, form, title, reverse("workshops_admin:workshops"))


@for_workshop_runners
@require_safe
def workshop(request, uuid):
    """List a workshop's dates: soonest first, undated, then past ones, latest first."""
    workshop = get_object_or_404(Workshop, uuid=uuid)
    sessions = (
        workshop.sessions.select_related("site")
        .annotate(
            held=Count("seats_taken", filter=Q(seats_taken__number__isnull=False)),
            waiting=Count("seats_taken", filter=Q(seats_taken__number__isnull=True)),
        )
        .annotate(to_come=Case(When(starts_at__gt=Now(), then="starts_at")))
        .order_by(F("to_come").asc(nulls_last=True), F("starts_at").desc(nulls_first=True), "-pk")
    )
    page = Paginator(sessions, SESSIONS_A_PAGE).get_page(request.GET.get("p"))
    return _page(request, "workshop", workshop.title_here, {"workshop": workshop, "page": page})


@for_workshop_runners
@require_http_methods(["GET", "HEAD", "POST"])
def add_date(request, uuid):
    workshop = get_object_or_404(Workshop, uuid=uuid)
    form = WorkshopSessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_session(workshop=workshop, **form.details())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The session is announced."))
            return redirect("workshops_admin:workshop", uuid=uuid)
    back = reverse("workshops_admin:workshop", args=[uuid])
    return _form_page(request, form, _("A new date"), back)


@for_workshop_runners
@require_http_methods(["GET", "HEAD", "POST"])
def change_date(request, uuid):
    session = get_object_or_404(WorkshopSession.objects.select_related("workshop"), uuid=uuid)
    form = WorkshopSessionForm(request.POST or None, initial=details_of(session))
    back = reverse("workshops_admin:workshop", args=[session.workshop.uuid])
    if request.method == "POST" and form.is_valid():
        try:
            change_session(session=session, **form.details())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The date is changed. Everybody on the list is told."))
            return redirect(back)
    return _form_page(request, form, session.workshop.title_here, back)


@for_workshop_runners
@require_http_methods(["GET", "HEAD", "POST"])
def call_off_date(request, uuid):
    """Cancel a date after confirmation: everybody on the list gets a mail."""
    session = get_object_or_404(
        WorkshopSession.objects.select_related("workshop", "site"), uuid=uuid
    )
    if request.method != "POST":
        return _page(
            request,
            "call_off",
            _("Call this session off?"),
            {
                "session": session,
                "listed": session.seats_taken.count(),
                "back": reverse("workshops_admin:workshop", args=[session.workshop.uuid]),
            },
        )
    try:
        cancel_session(session=session)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The date is called off. Everybody on the list is told."))
    return redirect("workshops_admin:workshop", uuid=session.workshop.uuid)


def _form_page(request, form, title, back):
    return _page(request, "workshop_form", title, {"form": form, "back": back})


def _page(request, name, title, context):
    up = [] if name == "workshops" else [(reverse("workshops_admin:workshops"), _("Workshops"))]
    return render_admin_page(
        request, f"workshops/admin/{name}", title, context, icon="calendar-alt", up=up
    )
