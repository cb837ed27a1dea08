"""Pages of mails in the administration: the organisation's own words, and the state of the queue."""

from dataclasses import replace
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import get_language, get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from people.actions.delivery import INTERRUPTED, KEYS_CHANGED
from people.actions.mails import (
    hold_mails,
    release_mails,
    reset_wording,
    retry_failing_mails,
    save_wording,
    send_test_mail,
)
from people.admin_views.access import AdminPage
from people.forms.mails import WordingForm
from people.mail.message import MailText, fill_mail, unfilled_mail
from people.mail.registry import mail_kind, mail_kinds
from people.models import HeldMailKind, MailWording
from people.policies import may_write_mails
from people.queries.mails import mail_queue
from people.retention import MAILS
from people.retention_registry import retention_of


LATE = timedelta(minutes=15)
NO_ANSWER = gettext_lazy("the mail server does not answer")
REASONS = {
    "": gettext_lazy("the address is known to take no mail"),
    INTERRUPTED: gettext_lazy("cut off while it was sent; it may have gone"),
    KEYS_CHANGED: gettext_lazy("SECRET_KEY has changed since: nobody can read it"),
    "SMTPRecipientsRefused": gettext_lazy("the mail server refuses the address"),
    "SMTPDataError": gettext_lazy("the mail server refuses the mail"),
    "SMTPSenderRefused": gettext_lazy("the mail server refuses our address as the sender"),
    "SMTPAuthenticationError": gettext_lazy("the mail server refuses our name or password"),
    **dict.fromkeys(
        (
            "ConnectionRefusedError",
            "ConnectionResetError",
            "SMTPConnectError",
            "SMTPServerDisconnected",
            "TimeoutError",
            "gaierror",
        ),
        NO_ANSWER,
    ),
}


DISCREET = "discreet"  # of no kind


def kind_title(key):
    if key == DISCREET:
        return _("Mutual help and messages, all mails together")
    kind = mail_kind(key)
    return capfirst(str(kind.title)) if kind else key


def merge_discreet_kinds(lines):
    """Merge the lines of discreet and composed kinds: which kind it is would tell what two people did, or one chose."""
    apart, discreet = [], []
    for line in lines:
        kind = mail_kind(line.kind)
        is_merged = kind and (kind.is_discreet or kind.is_composed)
        (discreet if is_merged else apart).append(line)
    if not discreet:
        return apart
    numbers = ("waiting", "failing", "refused", "given_up", "perhaps_sent")
    sums = {name: sum(getattr(line, name) for line in discreet) for name in numbers}
    return [*apart, replace(discreet[0], kind=DISCREET, next_at=None, **sums)]


def waiting_reason(line, held):
    """Return why the mails of a line of the queue wait, and until when; "" where none does."""
    if not line.waiting:
        return ""
    if line.kind in held:
        return _("held since %(day)s") % {
            "day": date_format(localtime(held[line.kind]), "j F, H:i")
        }
    if line.next_at is None:
        return _("quiet hours, a choice of when to receive it, or a failure")
    if line.next_at <= timezone.now():
        return _("nothing: it is on its way")
    moment = {"moment": date_format(localtime(line.next_at), "j F, H:i")}
    if line.failing:
        return _("a failure; the next is tried on %(moment)s") % moment
    return _("quiet hours or a gathered mail; the next goes on %(moment)s") % moment


def kind_sort_key(in_queue):
    """Return a sort key in the order of the table of mails; a kind that is no longer known comes last."""
    known = [kind.key for kind in mail_kinds()]
    key = in_queue.kind
    return known.index(key) if key in known else len(known), key


def failure_text(error):
    """Return the failure in words, with the name under which the log has it."""
    words = REASONS.get(error, gettext_lazy("another error"))
    return f"{capfirst(str(words))} ({error})" if error else capfirst(str(words))


class MailQueuePage(AdminPage, TemplateView):
    """The queue and the kinds. A failure has a name and a number, never whom the mail was for nor what it said."""

    is_allowed = staticmethod(may_write_mails)
    template_name = "people/admin/mails.html"
    page_title = gettext_lazy("Mails")
    header_icon = "mail"

    def get_context_data(self, **kwargs):
        reworded = set(MailWording.objects.order_by("kind").values_list("kind", flat=True))
        held = dict(HeldMailKind.objects.order_by("kind").values_list("kind", "held_at"))
        kinds = [(kind, kind.key in reworded, kind.key in held) for kind in mail_kinds()]
        queue = mail_queue()
        overdue = queue.overdue_since and timezone.now() - queue.overdue_since >= LATE
        return super().get_context_data(kinds=kinds, **kwargs) | {
            "queue": queue,
            "queued": [
                (kind_title(kind.kind), kind, waiting_reason(kind, held))
                for kind in sorted(merge_discreet_kinds(queue.kinds), key=kind_sort_key)
            ],
            "reasons": [(failure_text(error), *rest) for error, *rest in queue.reasons],
            "overdue": timesince(queue.overdue_since, depth=1) if overdue else "",
            "days": retention_of(MAILS).period_in_words(),
        }

    def post(self, request, *args, **kwargs):
        count = retry_failing_mails()
        if count:
            message = ngettext(
                "%(count)s mail is tried again. At night and at weekends only an urgent one goes.",
                "%(count)s mails are tried again. At night and at weekends only urgent ones go.",
                count,
            )
            messages.success(request, message % {"count": count})
        else:
            messages.success(request, _("No mail waits after a failure."))
        return redirect("mail_admin:mails")


class MailWordingPage(AdminPage, FormView):
    """The words of one kind: saved, previewed with sample values, or reset to ours, as the pressed button says."""

    is_allowed = staticmethod(may_write_mails)
    above = (("mail_admin:mails", gettext_lazy("Mails")),)
    header_icon = "mail"
    template_name = "people/admin/mail.html"
    form_class = WordingForm

    @cached_property
    def kind(self):
        kind = mail_kind(self.kwargs["kind"])
        if kind is None:
            raise Http404
        return kind

    @cached_property
    def wording(self):
        return MailWording.objects.filter(kind=self.kind.key).first()

    def get_page_title(self):
        return capfirst(self.kind.title)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kind": self.kind}

    def get_initial(self):
        initial: dict[str, str] = {}
        for language, _label in settings.LANGUAGES:
            words = unfilled_mail(self.kind, language, self.wording)
            initial |= {f"subject_{language}": words.subject, f"text_{language}": words.text}
        return initial

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        shown = form.cleaned_data if form.is_bound and form.is_valid() else self.get_initial()
        return context | {
            "kind": self.kind,
            "is_reworded": self.wording is not None,
            "is_held": HeldMailKind.objects.filter(kind=self.kind.key).exists(),
            "previews": [self._preview(shown, code) for code, _label in settings.LANGUAGES],
        }

    def _preview(self, shown, language):
        samples = {placeholder.name: placeholder.sample for placeholder in self.kind.placeholders}
        words = MailText(shown[f"subject_{language}"], shown[f"text_{language}"])
        label = capfirst(get_language_info(language)["name_local"])
        return language, label, fill_mail(words, language, samples)

    def post(self, request, *args, **kwargs):
        orders = {
            "reset": self._reset,
            "test": self._test,
            "hold": self._hold,
            "release": self._release,
        }
        order = next((orders[name] for name in orders if name in request.POST), None)
        if order is None and self.kind.is_composed:
            raise Http404
        if order is None:
            return super().post(request, *args, **kwargs)
        order()
        return redirect("mail_admin:mails" if "reset" in request.POST else request.path)

    def _reset(self):
        reset_wording(kind=self.kind)
        messages.success(self.request, _("This mail is back to the words that it came with."))

    def _test(self):
        person = self.request.user
        if not person.email:
            messages.error(self.request, _("Your account has no address: nothing was sent."))
            return
        try:
            send_test_mail(kind=self.kind, person=person, language=get_language())
        except (OSError, SMTPException) as error:
            words = {"reason": failure_text(type(error).__name__)}
            messages.error(self.request, _("Not sent. %(reason)s.") % words)
        else:
            words = {"address": person.email}
            messages.success(self.request, _("Sent to %(address)s, with invented values.") % words)

    def _hold(self):
        if not self.kind.may_be_held:
            raise Http404
        hold_mails(kind=self.kind)
        messages.success(
            self.request, _("This mail is held: what is to go out waits until you let it go.")
        )

    def _release(self):
        release_mails(kind=self.kind)
        messages.success(self.request, _("This mail goes out again, with what had waited."))

    def form_valid(self, form):
        if "preview" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        save_wording(kind=self.kind, words=form.cleaned_data)
        messages.success(self.request, _("The mails to come are in these words."))
        return redirect("mail_admin:mails")
