"""Note the steering committee's decisions and the time that a contact takes, from the report's page."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from adoption.contacts.queries.contacts import list_channels
from adoption.foundation.periods import Month
from adoption.foundation.views.query_parameters import one_or_404
from adoption.publishing.queries.published import publications_of
from adoption.report.actions.decisions import change_decision, set_contact_time, take_decision
from adoption.report.forms import ContactTimeForm, DecisionForm, SettledDecisionForm
from adoption.report.models import CommitteeDecision
from adoption.report.policies import may_note_decisions
from adoption.report.views.report import MONTH, PORTAL, report_with_form
from cms.models import Portal
from core.redirects import post_only


ASKED = "question"  # key of the question that the decision answers
MOST_OF_A_KEY = 80


@post_only
def note(request):
    """Take a decision on the report of a published month, as the answer to one of its questions or by itself."""
    portal, month = _report(request)
    form = DecisionForm(request.POST)
    asked = request.POST.get(ASKED, "").replace("\x00", "")[:MOST_OF_A_KEY]
    if _is_saved(form, partial(take_decision, portal=portal, month=month, asked=asked)):
        messages.success(request, _("The decision is noted. The next report begins with it."))
    return _back(request, form, portal, month, "decisions")


@post_only
def change(request, decision):
    _refuse_others(request)
    found = get_object_or_404(CommitteeDecision.objects.select_related("portal"), uuid=decision)
    form = SettledDecisionForm(request.POST, instance=found)
    if _is_saved(form, partial(change_decision, decision=found, by=request.user)):
        messages.success(request, _("The decision is changed."))
    shown = _shown_month(request, found)
    return _back(request, form, found.portal, shown, "decisions")


@post_only
def contact_time(request):
    portal, month = _report(request)
    form = ContactTimeForm(request.POST, channels=list_channels())
    if not _is_saved(form, partial(set_contact_time, portal=portal)):
        return report_with_form(request, form, {PORTAL: portal.slug, MONTH: str(month)})
    messages.success(request, _("Noted; the estimate says so."))
    return _back(request, form, portal, month, "worth")


def _is_saved(form: ModelForm, save: Callable[..., object]) -> bool:
    """Save what the form holds; what the action refuses becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        save(**form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error.messages)
    return form.is_valid()


def _refuse_others(request: HttpRequest) -> None:
    if not may_note_decisions(request.user):
        raise Http404


def _report(request: HttpRequest) -> tuple[Portal, Month]:
    """Return the portal and the published month of the report that the form stands on; 404 for any other."""
    _refuse_others(request)
    portals = list(Portal.objects.open())
    portal = one_or_404(portals, request.POST.get(PORTAL), lambda option: option.slug)
    months = [Month.containing(out.month) for out in publications_of(portal)]
    return portal, one_or_404(months, request.POST.get(MONTH) or "none", str)


def _shown_month(request: HttpRequest, decision: CommitteeDecision) -> Month:
    try:
        return Month.parse(request.POST.get(MONTH, ""))
    except ValueError:
        return Month.containing(decision.month)


def _back(
    request: HttpRequest, form: ModelForm, portal: Portal, month: Month, place: str
) -> HttpResponse:
    """Return to the report, with what is wrong with the form said above it."""
    for field, errors in form.errors.items():
        label = form.fields[field].label if field in form.fields else ""
        for error in errors:
            messages.error(request, f"{label}: {error}" if label else error)
    return redirect(f"{reverse('adoption:report')}?{PORTAL}={portal.slug}&{MONTH}={month}#{place}")
