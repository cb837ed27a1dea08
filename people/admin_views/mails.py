"""The organisation's own words for a mail, in the administration: shown filled in before they are kept."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from people.actions import forget_wording, write_mail
from people.admin_views.access import AdminPage
from people.forms.mails import WordingForm
from people.mail.message import Words, composed, words_for
from people.mail.registry import mail_kind, mail_kinds
from people.models import MailWording
from people.policies import may_write_mails


class Mails(AdminPage, TemplateView):
    is_allowed = staticmethod(may_write_mails)
    template_name = "people/admin/mails.html"
    page_title = gettext_lazy("Mails")
    header_icon = "mail"

    def get_context_data(self, **kwargs):
        reworded = set(MailWording.objects.order_by("kind").values_list("kind", flat=True))
        kinds = [(each, each.key in reworded) for each in mail_kinds()]
        return super().get_context_data(kinds=kinds, **kwargs)


class OneMail(AdminPage, FormView):
    """Kept, seen with sample values, or back to our words: the pressed button says which."""

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
            words = words_for(self.kind, language, self.wording)
            initial |= {f"subject_{language}": words.subject, f"text_{language}": words.text}
        return initial

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        shown = form.cleaned_data if form.is_bound and form.is_valid() else self.get_initial()
        return context | {
            "kind": self.kind,
            "is_reworded": self.wording is not None,
            "previews": [self._preview(shown, code) for code, _label in settings.LANGUAGES],
        }

    def _preview(self, shown, language):
        samples = {each.name: each.sample for each in self.kind.placeholders}
        words = Words(shown[f"subject_{language}"], shown[f"text_{language}"])
        label = capfirst(get_language_info(language)["name_local"])
        return language, label, composed(words, language, samples)

    def post(self, request, *args, **kwargs):
        if "reset" not in request.POST:
            return super().post(request, *args, **kwargs)
        forget_wording(kind=self.kind)
        messages.success(request, _("This mail is back to the words that it came with."))
        return redirect("mail_admin:mails")

    def form_valid(self, form):
        if "preview" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        write_mail(kind=self.kind, words=form.cleaned_data)
        messages.success(self.request, _("The mails to come are in these words."))
        return redirect("mail_admin:mails")
