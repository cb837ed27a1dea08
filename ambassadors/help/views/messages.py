"""Messages between the two of a pair, and reports of them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.help.actions.messages import (
    close_report,
    end_messages,
    mark_messages_read,
    report_messages,
    send_message,
)
from ambassadors.help.forms.meetings import MessageForm, ReportForm
from ambassadors.help.policies import may_read_reports, reports_visible_to
from ambassadors.help.queries.follow_up import pair_page_of
from ambassadors.help.queries.messages import report_recipient, reportable_messages
from ambassadors.help.views.follow_up import pair_page_response, with_shared_pair
from ambassadors.sent_values import primary_key
from ambassadors.try_action import try_action, try_action_of_form
from core.redirects import post_only
from people.actions.privacy import record_look
from people.enums import NoticePurpose, Purpose, ViewedData
from people.notice_views import require_notice
from people.second_factor import require_second_factor


@post_only
@with_shared_pair
@require_notice(NoticePurpose.HELP)
def send(request, own_pair):
    form = MessageForm(request.POST)
    arguments = {"pair": own_pair, "by": request.user, "seen": _seen(request)}
    if form.is_valid() and try_action_of_form(
        form, send_message, text=form.cleaned_data["text"], **arguments
    ):
        messages.success(request, _("Sent."))
        return _back(own_pair)
    return pair_page_response(request, own_pair, message_form=form)


@post_only
@with_shared_pair
def mark_read(request, own_pair):
    mark_messages_read(pair=own_pair, by=request.user, seen=_seen(request))
    return _back(own_pair)


@post_only
@with_shared_pair
def end(request, own_pair):
    end_messages(pair=own_pair, by=request.user)
    messages.success(
        request, _("The messages have ended. What was written stays here for the two of you.")
    )
    return _back(own_pair)


def _seen(request):
    return primary_key(request.POST.get("seen", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@with_shared_pair
def report(request, own_pair):
    """Choose messages to hand to the person named on the page."""
    page = pair_page_of(own_pair, request.user)
    written = reportable_messages(own_pair, page.side).order_by("pk")
    if not written.exists():
        return _back(own_pair)
    form = ReportForm(request.POST or None, messages=written)
    if request.method == "POST" and form.is_valid():
        arguments = {"pair": own_pair, "by": request.user, **form.cleaned_data}
        if try_action_of_form(form, report_messages, **arguments):
            messages.success(request, _("Handed over: these messages, and nothing else."))
            return _back(own_pair)
    recipient = report_recipient({request.user.pk, page.other.pk})
    context = {"page": page, "form": form, "recipient": recipient}
    return render(request, "ambassadors/help/pair_report.html", context)


def _back(own_pair):
    response = redirect("ambassadors:pair", uuid=own_pair.uuid)
    response["Location"] += "#messages"
    return response


# --- Whoever reads reports --------------------------------------------------------------------------


@require_safe
def reports(request):
    """List the reports handed to the reader, by day: who and what stands behind each link, and is logged."""
    context = {"reports": reports_visible_to(request.user)}
    return render(request, "ambassadors/help/reports.html", context)


def _may_read_reports(request):
    return may_read_reports(request.user)


@require_second_factor(_may_read_reports)
@require_safe
def read_report(request, uuid):
    report = _report(request, uuid)
    record_look(
        by=request.user,
        at=[report.author, report.reporter],
        purpose=Purpose.MESSAGE_REPORT,
        seen=ViewedData.MESSAGES,
    )
    return render(request, "ambassadors/help/report.html", {"report": report})


@post_only
def close(request, uuid):
    done = _("Noted as dealt with.")
    try_action(request, done, close_report, report=_report(request, uuid))
    return redirect("ambassadors:reports")


def _report(request, uuid):
    visible = reports_visible_to(request.user).select_related("author", "reporter")
    return get_object_or_404(visible, uuid=uuid)
