"""Pages to join the network of ambassadors, and to read its charter."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.help.actions.joining import (
    accept_charter,
    apply_to_network,
    join_network,
    set_minutes,
    withdraw_application,
)
from ambassadors.help.actions.network import become_ambassador
from ambassadors.help.enums import ApplicationStatus
from ambassadors.help.exporters.attestation import attestation_pdf
from ambassadors.help.forms.network import ApplicationForm, ChangedOfferForm, CharterForm
from ambassadors.help.policies import (
    may_offer_help,
    own_ambassador_record,
    own_applications,
    own_engagements,
)
from ambassadors.help.queries.engagement import engagement_of
from ambassadors.help.queries.joining import charter_page, current_application, network_settings
from ambassadors.try_action import try_action
from cms.queries import organisation
from core.dates import today
from core.redirects import post_only
from core.typesetting import pdf_response
from people.enums import NoticePurpose
from people.notice_views import require_notice, unread_notice


@require_http_methods(["GET", "HEAD", "POST"])
@require_notice(NoticePurpose.HELP)
def offer(request):
    """Apply, answer a nomination, or change one's offer."""
    if not may_offer_help(request.user):
        raise Http404
    ambassador = own_ambassador_record(request.user).prefetch_related("topics").first()
    if ambassador is not None:
        return _changed_offer(request, ambassador)
    application = current_application(request.user)
    state = application.status if application else None
    if state == ApplicationStatus.AGREED:
        return redirect("ambassadors:charter")
    if state == ApplicationStatus.PENDING:
        return render(request, "ambassadors/help/applied.html", {"application": application})
    return _application_page(request, application)


def _application_page(request, application):
    is_nominated = application and application.status == ApplicationStatus.NOMINATED
    initial = {"minutes_a_week": application.minutes_a_week} if is_nominated else None
    form = ApplicationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            apply_to_network(person=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("ambassadors:offer")
    context = {
        "form": form,
        "application": application,
        "nomination": application if is_nominated else None,
        "notice": unread_notice(request.user, NoticePurpose.HELP),
    }
    return render(request, "ambassadors/help/offer.html", context)


def _changed_offer(request, ambassador):
    form = ChangedOfferForm(request.POST or None, initial=_offer_initial(ambassador))
    if request.method == "POST" and form.is_valid() and _save_offer(request, ambassador, form):
        return redirect("ambassadors:index")
    context = {
        "form": form,
        "has_competences": form.fields["competences"].queryset.exists(),
        "ambassador": ambassador,
        "asked": own_applications(request.user).pending().first(),
        "notice": unread_notice(request.user, NoticePurpose.HELP),
    }
    return render(request, "ambassadors/help/offer.html", context)


def _save_offer(request, ambassador, form):
    """Save the offer, even when the change of time is refused."""
    values = dict(form.cleaned_data)
    minutes = values.pop("minutes_a_week")
    become_ambassador(person=request.user, **values)
    done = _("Thank you. What you offer is saved.")
    if minutes is not None and minutes != ambassador.minutes_a_week:
        ambassador.refresh_from_db()
        try:
            if set_minutes(ambassador=ambassador, minutes_a_week=minutes):
                done = _("What you offer is saved. Your manager is asked about the time.")
        except ValidationError as error:
            form.add_error("minutes_a_week", error.messages)
            return False
    messages.success(request, done)
    return True


def _offer_initial(ambassador):
    return {
        "topics": list(ambassador.topics.all()),
        "formats": ambassador.formats,
        "slots": ambassador.slots,
        "capacity": ambassador.capacity,
        "competences": list(ambassador.competences.all()),
        "may_be_chosen": ambassador.may_be_chosen,
        "minutes_a_week": ambassador.minutes_a_week,
    }


@post_only
def withdraw(request):
    """Withdraw one's application, or decline a nomination."""
    own = get_object_or_404(own_applications(request.user).under_way())
    try_action(request, _("Noted. Nobody asks you why."), withdraw_application, application=own)
    return redirect("ambassadors:index")


@require_http_methods(["GET", "HEAD", "POST"])
def read_charter(request):
    """Accept the charter as the last step of joining; later, read it and accept a new version."""
    ambassador = own_ambassador_record(request.user).first()
    agreed = None if ambassador else own_applications(request.user).agreed().first()
    if ambassador is None and agreed is None:
        raise Http404
    settings = network_settings()
    form = CharterForm(request.POST or None, initial=_charter_initial(ambassador))
    if (
        request.method == "POST"
        and form.is_valid()
        and _try_accepting_charter(form, ambassador, agreed)
    ):
        messages.success(
            request, _("Saved.") if ambassador else _("Welcome. You are an ambassador.")
        )
        return redirect("ambassadors:index")
    context = {
        "form": form,
        "charter": charter_page(),
        "version": settings.charter_version,
        "path": settings.path,
        "ambassador": ambassador,
        "agreed": agreed,
        "is_accepted": ambassador and ambassador.charter_version == settings.charter_version,
    }
    return render(request, "ambassadors/help/charter.html", context)


def _try_accepting_charter(form, ambassador, agreed):
    values = {
        "charter_version": form.cleaned_data["version"],
        "is_named": form.cleaned_data["is_named"],
        "is_thanked": form.cleaned_data["is_thanked"],
    }
    try:
        if ambassador:
            accept_charter(ambassador=ambassador, **values)
        else:
            join_network(application=agreed, **values)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


def _charter_initial(ambassador):
    if ambassador is None:
        return {}
    return {"is_named": ambassador.is_named, "is_thanked": ambassador.is_thanked}


@require_safe
def attestation(request):
    """Download one's own attestation: dates, agreed time, and the path if finished."""
    own = get_object_or_404(own_engagements(request.user))
    pdf = attestation_pdf(
        engagement_of(own),
        person=request.user,
        organisation=organisation(request),
        day=today(),
    )
    return pdf_response(pdf, "attestation-d-engagement.pdf")
