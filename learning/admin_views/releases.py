"""Pages of releases of portals: declared with all that opens with them, followed, corrected, called off."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages

from cms.admin_drafts import may_write_pages
from cms.admin_screens import UNUSED_FURNITURE
from cms.languages import source_language
from cms.models import Portal, PortalRelease
from cms.screens import users_of_screens
from core.dates import today
from core.typography import day_text, moment_text
from learning.actions.releases import call_off_release, correct_release, declare_release
from learning.enums import MessageState
from learning.forms.releases import ReleaseForm, ReleaseWordsForm
from learning.policies import may_declare_releases, may_write_messages
from learning.queries.releases import services_by_change
from learning.release_drafts import (
    lesson_steps,
    lesson_title,
    message_subject,
    message_text,
    question_drafts,
)
from learning.release_parts import ReleasePart, further_release_parts
from people.admin_views.access import AdminPage, ButtonMixin, FocusedForm, FormPage
from quizzes.enums import QuizStatus


RELEASES = "releases_admin:releases"
MOST_LISTED = 50


class ReleasePageBase(AdminPage):
    is_allowed = staticmethod(may_declare_releases)
    above = ((RELEASES, gettext_lazy("Releases of portals")),)
    header_icon = "history"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**UNUSED_FURNITURE | kwargs)


class DeclareRelease(ReleasePageBase, FocusedForm):
    """The form of a new release, with a preview of what it opens, above those that were declared."""

    above = ()
    page_title = gettext_lazy("Declare a release")
    template_name = "learning/admin/releases.html"
    form_class = ReleaseForm

    @cached_property
    def portals(self):
        return list(Portal.objects.open())

    @cached_property
    def portal(self):
        """Return the portal that the address names; the first one where it names none."""
        slug = self.request.GET.get("portail")
        if slug is None:
            return next(iter(self.portals), None)
        found = next((portal for portal in self.portals if portal.slug == slug), None)
        if found is None:
            raise Http404
        return found

    def get_form(self, form_class=None):
        return super().get_form(form_class) if self.portal else None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"portal": self.portal}

    def post(self, request, *args, **kwargs):
        if self.portal is None:
            raise Http404
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        rows = PortalRelease.objects.select_related("portal")
        return super().get_context_data(
            portals=self.portals, portal=self.portal, releases=rows[:MOST_LISTED], **kwargs
        )

    def form_valid(self, form):
        if "preview" in self.request.POST:
            preview = preview_of(form.declaration)
            return self.render_to_response(self.get_context_data(form=form, preview=preview))
        try:
            release = declare_release(by=self.viewer, declared=form.declaration)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        said = _(
            "The release is declared: staff read its day and services now, its words once the lesson is published."
        )
        messages.success(self.request, said)
        return redirect("releases_admin:release", release.uuid)


def preview_of(declared):
    """Return the drafts that a declaration would make, in the organisation's language."""
    uses = users_of_screens([screen.pk for screen in declared.screens])
    with translation.override(source_language()):
        text = declared.text
        return {
            "language": source_language(),
            "title": lesson_title(text),
            "module": declared.module.get_admin_display_title(),
            "steps": lesson_steps(text),
            "questions": question_drafts(text),
            "subject": message_subject(text),
            "message": message_text(text),
            "screens": declared.screens,
            "uses": [use for groups in uses.values() for group in groups for use in group.uses],
        }


class SingleReleasePage(ReleasePageBase):
    @cached_property
    def release(self):
        rows = PortalRelease.objects.select_related(
            "portal", "campaign__lesson", "campaign__quiz", "campaign__message"
        )
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    def get_success_url(self):
        return reverse("releases_admin:release", args=[self.release.uuid])


class ReleasePage(SingleReleasePage, TemplateView):
    """A release, with the state of each of its parts."""

    template_name = "learning/admin/release.html"
    http_method_names = ("get",)

    def get_page_title(self):
        return str(self.release)

    def get_context_data(self, **kwargs):
        release = self.release
        to_call_off = PortalRelease.objects.to_call_off(on=today()).filter(pk=release.pk)
        return super().get_context_data(
            release=release,
            services=services_by_change(release),
            screens=release.screens.order_by("screen__name").values_list("screen__name", flat=True),
            may_call_off=to_call_off.exists(),
            left_published=(left := lesson_left_published(release)),
            may_unpublish=left and left.permissions_for_user(self.viewer).can_unpublish(),
            parts=[*own_parts(release, self.viewer), *further_release_parts(release, self.viewer)],
            changes=reverse("learning:portal_changes", args=[release.portal.slug]),
            **kwargs,
        )


class CorrectRelease(FormPage, SingleReleasePage):
    page_title = gettext_lazy("Correct the release")
    form_class = ReleaseWordsForm
    intro = gettext_lazy(
        "Lesson, questions and message keep their words: correct those where they are. If the day moves, a planned "
        "message is a draft again, to be read and sent anew."
    )
    submit = gettext_lazy("Correct")
    done = gettext_lazy("The release is corrected. Read its lesson and its message again.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.release}

    def get(self, request, *args, **kwargs):
        if self.release.called_off_at:
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def act(self, cleaned):
        kept = PortalRelease.objects.get(pk=self.release.pk)
        correct_release(
            release=kept,
            words=cleaned["words"],
            released_on=cleaned.get("released_on", kept.released_on),
            by=self.viewer,
        )


class CallOffRelease(ButtonMixin, SingleReleasePage):
    def act(self):
        call_off_release(release=self.release, by=self.viewer)
        messages.success(
            self.request,
            _("The release is called off. Its drafts stay; its message does not leave."),
        )
        return self.back()

    def back(self):
        return redirect(self.get_success_url())


# --- The state of its parts ---------------------------------------------------------------------------


def lesson_left_published(release):
    """Return the lesson that staff go on reading although its release is called off."""
    campaign = getattr(release, "campaign", None)
    lesson = campaign.lesson if campaign and release.called_off_at else None
    return lesson if lesson and lesson.live else None


def own_parts(release, person):
    campaign = getattr(release, "campaign", None)
    parts = []
    if campaign is not None:
        parts += [
            lesson_part(campaign.lesson, person, release.called_off_at),
            quiz_part(campaign.quiz, person, release.called_off_at),
            message_part(campaign.message, person),
        ]
    return [*parts, screens_part(release, person)]


def lesson_part(lesson, person, called_off_at):
    link = None
    if lesson is None:
        state = _("It is no longer there.")
    elif lesson.live:
        state, link = _("Published."), (lesson.url, _("Read the lesson"))
    elif called_off_at:
        state = _("A draft.")
    else:
        state = _("A draft: it is rewritten, then published, by an editor.")
    if lesson is not None and not lesson.live and may_write_pages(person):
        link = (reverse("wagtailadmin_pages:edit", args=[lesson.pk]), _("Edit the lesson"))
    return ReleasePart(title=_("A lesson of three minutes"), state=state, link=link)


def quiz_part(quiz, person, called_off_at):
    link = None
    if quiz is None:
        state = _("They are no longer there.")
    elif quiz.status == QuizStatus.READY:
        state = _("Ready.")
    elif called_off_at:
        state = _("Drafts.")
    else:
        state = _("Drafts: an editor rewrites them, then says that they are ready.")
    if quiz is not None and person.has_perm("quizzes.change_quiz"):
        address = reverse("wagtailsnippets_quizzes_quiz:write", args=[quiz.pk])
        link = (address, _("Edit the questions"))
    return ReleasePart(title=_("Three questions"), state=state, link=link)


MESSAGE_STATES = {
    MessageState.SENDING: gettext_lazy("It is being sent."),
    MessageState.SENT: gettext_lazy("It was sent."),
    MessageState.CALLED_OFF: gettext_lazy("It was called off."),
}


def message_part(message, person):
    if message is None:
        state = _("None is kept.")
    elif message.state == MessageState.PLANNED:
        state = _("It leaves on %(moment)s.") % {"moment": moment_text(message.send_at)}
    elif message.state == MessageState.DRAFT:
        state = _("A draft for the day: the training manager completes it and sends it.")
    else:
        state = MESSAGE_STATES[message.state]
    link = None
    if message is not None and may_write_messages(person):
        link = (reverse("messages_admin:message", args=[message.uuid]), _("Open the message"))
    return ReleasePart(title=_("A message"), state=state, link=link)


def screens_part(release, person):
    count = release.screens.count()
    link = None
    if not count:
        state = _("No screen changes.")
    elif release.called_off_at:
        state = _("They keep the version before: the release is called off.")
    elif release.released_on > today():
        words = ngettext(
            "%(count)d screen takes this version on %(day)s.",
            "%(count)d screens take this version on %(day)s.",
            count,
        )
        state = words % {"count": count, "day": day_text(release.released_on, "j F Y")}
    else:
        words = ngettext(
            "%(count)d screen has taken this version: what shows an older one is listed.",
            "%(count)d screens have taken this version: what shows an older one is listed.",
            count,
        )
        state = words % {"count": count}
        if may_write_pages(person):
            link = (reverse("screen_admin:screens"), _("See what shows an older version"))
    return ReleasePart(title=_("Screens"), state=state, link=link)
