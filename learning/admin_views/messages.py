"""Pages of messages to a population: written from a template, read as a mail, tried, sent now or later, called off."""

from smtplib import SMTPException

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from cms.admin_screens import UNUSED_FURNITURE
from core.dates import today
from core.typography import moment_text
from learning.actions.messages import (
    call_off_message,
    copy_message,
    discard_message,
    plan_message,
    rewrite_message,
    send_message_to_oneself,
    write_message,
)
from learning.enums import MessageState, MessageTemplate
from learning.forms.messages import LANGUAGES, MessageForm, SendLaterForm
from learning.message_templates import WORDS, template_words
from learning.models import Message
from learning.policies import may_write_messages
from learning.queries.messages import (
    filled_words,
    leaves_at,
    message_blanks,
    message_digest,
    message_reach,
    messages_in_order,
    messages_with_populations,
    reached_people,
    unreached_people,
    was_stopped,
)
from learning.queries.releases import release_with_another_day, release_without_lesson
from people.actions.privacy import record_look
from people.admin_views.access import AdminAccess, AdminPage, ButtonMixin, FocusedForm
from people.admin_views.mails import failure_text
from people.enums import Purpose, ViewedData
from people.mail.message import sample_mail_page
from people.queries.bulk import MOST_AT_ONCE
from people.queries.staff import with_current_position


MESSAGES = "messages_admin:messages"
MESSAGES_A_PAGE, NAMES_A_PAGE = 50, 50
SAMPLE_NAME = "Nadia"
TO_COME = (MessageState.DRAFT, MessageState.PLANNED)


class MessagesPageBase(AdminPage):
    """A page below the list of messages."""

    is_allowed = staticmethod(may_write_messages)
    above = ((MESSAGES, gettext_lazy("Messages")),)
    header_icon = "mail"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**UNUSED_FURNITURE | kwargs)


def later_initial(message):
    """Return the day and the hour for which a draft was prepared, if they are still to come."""
    if (
        message.state != MessageState.DRAFT
        or not message.send_at
        or message.send_at < timezone.now()
    ):
        return {}
    moment = timezone.localtime(message.send_at)
    return {"day": moment.date(), "hour": moment.time()}


class MessageListPage(MessagesPageBase, TemplateView):
    above = ()
    page_title = gettext_lazy("Messages")
    template_name = "learning/admin/messages.html"

    def get_context_data(self, **kwargs):
        page = Paginator(messages_in_order(), MESSAGES_A_PAGE).get_page(self.request.GET.get("p"))
        listed = messages_with_populations(list(page))
        groups = [
            (state.label, [row for row in listed if row[0].state == state])
            for state in MessageState
        ]
        templates = [(name.value, name.label, WORDS[name].note) for name in MessageTemplate]
        return super().get_context_data(
            groups=[group for group in groups if group[1]],
            stopped={row.pk for row, _asked in listed if was_stopped(row)},
            page=page,
            templates=templates,
            **kwargs,
        )


class MessageFormPage(MessagesPageBase, FocusedForm):
    template_name = "learning/admin/message_form.html"
    form_class = MessageForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=self.back_url, **kwargs)


class AddMessage(MessageFormPage):
    """Writes a new message, begun from the template that the address names."""

    page_title = gettext_lazy("New message")
    back_url = property(lambda self: reverse(MESSAGES))

    @property
    def template(self):
        name = self.request.GET.get("modele", "")
        return name if name in MessageTemplate.values else MessageTemplate.FREE.value

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Message(template=self.template)}

    def get_initial(self):
        initial = {}
        for code in LANGUAGES:
            words = template_words(self.template, code)
            initial |= {f"subject_{code}": words[0], f"text_{code}": words[1]}
        return initial

    def form_valid(self, form):
        message = write_message(
            by=self.viewer, template=self.template, words=form.words, population=form.population
        )
        return redirect("messages_admin:message", message.uuid)


class SingleMessagePage(MessagesPageBase):
    """A page of one message. `states`: those in which there is such a page."""

    states = tuple(MessageState)

    @cached_property
    def row(self):
        rows = Message.objects.filter(state__in=self.states).select_related("author")
        related = rows.prefetch_related("criteria")
        return get_object_or_404(related, uuid=self.kwargs["uuid"])

    def back(self):
        return redirect("messages_admin:message", self.row.uuid)

    def get_breadcrumbs_items(self):
        items = super().get_breadcrumbs_items()
        page = reverse("messages_admin:message", args=[self.row.uuid])
        return [*items[:-1], {"url": page, "label": str(self.row)}, items[-1]]


class EditMessage(SingleMessagePage, MessageFormPage):
    states = (MessageState.DRAFT,)
    page_title = gettext_lazy("Change the message")
    back_url = property(lambda self: reverse("messages_admin:message", args=[self.row.uuid]))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Message.objects.get(pk=self.row.pk)}

    def get_context_data(self, **kwargs):
        shown = self.request.POST.get("shown") or message_digest(self.row)
        return super().get_context_data(shown=shown, **kwargs)

    def form_valid(self, form):
        try:
            rewrite_message(
                message=self.row,
                words=form.words,
                population=form.population,
                shown=self.request.POST.get("shown", ""),
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.back()


class MessageDetailPage(SingleMessagePage, TemplateView):
    """A message as it is received, with how many receive it and what may be done with it now."""

    template_name = "learning/admin/message.html"

    def get_page_title(self):
        return str(self.row)

    def get_breadcrumbs_items(self):
        items = super().get_breadcrumbs_items()
        return [*items[:-2], items[-1]]

    def get_context_data(self, **kwargs):
        row, now = self.row, timezone.now()
        [(_row, asked)] = messages_with_populations([row])
        leaves = leaves_at(now)
        return super().get_context_data(
            **{"later": SendLaterForm(initial=later_initial(row))}
            | {
                "row": row,
                "asked": asked,
                "stopped": {row.pk} if was_stopped(row) else set(),
                "reach": message_reach(row, on=today()) if row.state in TO_COME else None,
                "without_lesson": release_without_lesson(row) if row.state in TO_COME else None,
                "another_day": release_with_another_day(row) if row.state in TO_COME else None,
                "blanks": message_blanks(row) if row.state == MessageState.DRAFT else [],
                "leaves": leaves if leaves > now else None,
                "mails": [(code, self.language_name(code)) for code in row.languages],
                "unwritten": [
                    self.language_name(code) for code in LANGUAGES if code not in row.languages
                ],
                "most_named": MOST_AT_ONCE,
                "shown": message_digest(row),
            }
            | kwargs
        )

    @staticmethod
    def language_name(code):
        return capfirst(get_language_info(code)["name_translated"])


class SendMessage(MessageDetailPage):
    """Sends now, or at the hour that was chosen. What is refused is said on the page of the message."""

    http_method_names = ["post"]
    states = (MessageState.DRAFT,)

    def post(self, request, *args, **kwargs):
        later = SendLaterForm(request.POST) if "later" in request.POST else None
        if later and not later.is_valid():
            return self.render_to_response(self.get_context_data(later=later))
        send_at = later.cleaned_data["send_at"] if later else None
        try:
            planned = plan_message(
                message=self.row,
                shown=request.POST.get("shown", ""),
                send_at=send_at,
                by=self.viewer,
            )
        except ValidationError as error:
            if later and error.code == "moment":
                later.add_error("day", error)
                return self.render_to_response(self.get_context_data(later=later))
            messages.error(request, " ".join(error.messages))
            return self.back()
        messages.success(request, self.said(planned, chosen=send_at))
        return self.back()

    def said(self, planned, *, chosen):
        if planned.send_at <= timezone.now():
            return _("The message is leaving.")
        words = {"moment": moment_text(planned.send_at)}
        if chosen == planned.send_at:
            return _("The message leaves on %(moment)s.") % words
        return _("The message leaves on %(moment)s: people are not disturbed before.") % words


class MessageAction(ButtonMixin, SingleMessagePage):
    """A button of the page of a message."""


class CallOffMessage(MessageAction):
    def act(self):
        call_off_message(message=self.row)
        messages.success(self.request, _("The message is called off: nobody receives it."))
        return self.back()


class CopyMessage(MessageAction):
    def act(self):
        copy = copy_message(message=self.row, by=self.viewer)
        return redirect("messages_admin:edit", copy.uuid)


class DiscardMessage(MessageAction):
    states = (MessageState.DRAFT,)

    def act(self):
        discard_message(message=self.row)
        messages.success(self.request, _("The draft is discarded."))
        return redirect(MESSAGES)


class TryMessage(MessageAction):
    """Sends it to whoever asks, in each language written."""

    def act(self):
        if not self.viewer.email:
            raise ValidationError(_("Your account has no address: nothing was sent."))
        try:
            send_message_to_oneself(message=self.row, person=self.viewer)
        except (OSError, SMTPException) as error:
            reason = {"reason": failure_text(type(error).__name__)}
            raise ValidationError(_("Not sent. %(reason)s.") % reason) from error
        words = {"address": self.viewer.email}
        messages.success(self.request, _("Sent to %(address)s, and to nobody else.") % words)
        return self.back()


class MessageMail(AdminAccess):
    """The mail as it is received, for a frame of the page of the message."""

    is_allowed = staticmethod(may_write_messages)
    http_method_names = ["get"]

    def get(self, request, uuid, language):
        row = get_object_or_404(Message, uuid=uuid)
        if language not in row.languages:
            raise Http404
        words = filled_words(row, language, SAMPLE_NAME)
        return HttpResponse(sample_mail_page(words, language))


class UnreachedPage(SingleMessagePage, TemplateView):
    """People of its population who have neither an address nor an open account. Each name shown is a look, which is logged."""

    states = TO_COME
    page_title = gettext_lazy("Who will not receive it")
    template_name = "learning/admin/message_unreached.html"

    def people(self):
        return unreached_people(self.row, on=today())

    def get_context_data(self, **kwargs):
        people = with_current_position(self.people(), today())
        page = Paginator(people, NAMES_A_PAGE).get_page(self.request.GET.get("p"))
        record_look(
            by=self.viewer,
            at=list(page),
            purpose=Purpose.STAFF_ADMINISTRATION,
            seen=ViewedData.CHOSEN,
        )
        return super().get_context_data(page=page, row=self.row, **kwargs)


class ReachedPage(UnreachedPage):
    """People who would receive it today, where they are few enough to be read one by one."""

    page_title = gettext_lazy("Who will receive it")
    template_name = "learning/admin/message_reached.html"

    def people(self):
        people = reached_people(self.row, on=today())
        if people.count() > MOST_AT_ONCE:
            raise Http404
        return people.order_by("last_name", "pk")
