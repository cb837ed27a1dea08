import json
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from core.dates import today
from core.word_changes import word_changes
from people.actions.notices import publish_notice
from people.admin_views.access import AdminPage
from people.enums import NoticePurpose
from people.forms.rights import NoticeForm
from people.models import Person
from people.notices import AT_SIGN_IN
from people.policies import may_publish_notices
from people.queries.notices import current_notices, editions_of, words_in_force


class NoticeListPage(AdminPage, TemplateView):
    is_allowed = staticmethod(may_publish_notices)
    template_name = "people/admin/notices.html"
    page_title = gettext_lazy("Notices")
    header_icon = "info-circle"

    def get_context_data(self, **kwargs):
        return super().get_context_data(notices=current_notices(), **kwargs)


class EditNotice(AdminPage, FormView):
    """The form of a notice, then its preview. What is published is shown to everybody again, before anything more
    is collected, so a second press asks for it: of the very words that the preview showed."""

    is_allowed = staticmethod(may_publish_notices)
    above = (("notice_admin:notices", gettext_lazy("Notices")),)
    header_icon = "info-circle"
    template_name = "people/admin/notice.html"
    form_class = NoticeForm

    @cached_property
    def notice(self):
        purpose = self.kwargs["purpose"]
        if purpose not in NoticePurpose.values:
            raise Http404
        return current_notices([purpose])[0]

    def get_page_title(self):
        return capfirst(self.notice.purpose.label)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            notice=self.notice, editions=editions_of(self.notice.purpose), **kwargs
        )

    def get_initial(self):
        return words_in_force(self.notice.purpose)

    def form_valid(self, form):
        words = form.cleaned_data
        if self.request.POST.get("seen") != words_digest(words):
            return self.preview(form)
        try:
            edition = publish_notice(purpose=self.notice.purpose, **words)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            self.done_text % {"version": edition.version},
        )
        return redirect("notice_admin:notices")

    @property
    def done_text(self):
        if self.notice.purpose in AT_SIGN_IN:
            return _(
                "Version %(version)s is published: everybody is shown it at their next sign-in."
            )
        return _(
            "Version %(version)s is published: it is shown before the next form that somebody sends for this purpose."
        )

    def preview(self, form):
        words, before = form.cleaned_data, words_in_force(self.notice.purpose)
        if words == before:
            form.add_error(None, _("This is the text in force already."))
            return self.form_invalid(form)
        previews = [
            (*self.headings(code), code, words[name], word_changes(before[name], words[name]))
            for code, name in ((code, f"text_{code}") for code, _label in settings.LANGUAGES)
        ]
        context = self.get_context_data(form=form) | {
            "previews": previews,
            "seen": words_digest(words),
            "left_as_it_was": [
                language
                for language, _purpose, _code, _text, changes in previews
                if all(kind == "same" for kind, _words in changes)
            ],
            "is_at_sign_in": self.notice.purpose in AT_SIGN_IN,
            "reached": Person.objects.employed_on(today()).filter(is_active=True).count(),
        }
        return TemplateResponse(self.request, "people/admin/notice_preview.html", context)

    def headings(self, code):
        """Return the name of a language, and what the purpose is called in it."""
        with override(code):
            purpose = capfirst(str(self.notice.purpose.label))
        return capfirst(get_language_info(code)["name_translated"]), purpose


def words_digest(words):
    """Return what ties a press of the button to the words that were shown above it."""
    return sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()
