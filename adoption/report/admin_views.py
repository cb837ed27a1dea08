"""Pages on which the organisation keeps its own part of the register of processing and the impact assessment."""

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from adoption.report.actions.kept import save_document
from adoption.report.enums import KeptDocument
from adoption.report.kept import QUESTIONS
from adoption.report.pack.register import processing_in_force
from adoption.report.pack.safety import risks_in_force
from adoption.report.policies import may_keep_documents
from adoption.report.queries.kept import editions_of
from people.admin_views.access import AdminPage


IN_FORCE = {
    KeptDocument.REGISTER: processing_in_force,
    KeptDocument.IMPACT: risks_in_force,
}


class KeptDocumentForm(forms.Form):
    """One text for each question. `after`: the version that the page showed."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, document, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for key, label in QUESTIONS[document]:
            self.fields[key] = forms.CharField(
                label=label,
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4}),
            )


class KeptDocumentPage(AdminPage, FormView):
    """The organisation's words, what the settings in force say beside them, and the versions of before."""

    is_allowed = staticmethod(may_keep_documents)
    above = (("people_admin_protection", gettext_lazy("Data protection")),)
    header_icon = "doc-full"
    template_name = "adoption/report/admin/kept_document.html"
    form_class = KeptDocumentForm
    document: KeptDocument = KeptDocument.REGISTER

    @cached_property
    def editions(self):
        return editions_of(self.document)

    def get_page_title(self):
        return capfirst(self.document.label)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"document": self.document}

    def get_initial(self):
        latest = self.editions[0] if self.editions else None
        return {"after": latest.edition if latest else 0} | (latest.words if latest else {})

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "others": [
                (document, reverse(f"kept_admin:{document.value}"))
                for document in KeptDocument
                if document != self.document
            ],
            "in_force": IN_FORCE[self.document](),
            "editions": [
                (
                    edition,
                    [(label, edition.words.get(key)) for key, label in QUESTIONS[self.document]],
                )
                for edition in self.editions
            ],
        }

    def form_valid(self, form):
        words = {key: form.cleaned_data[key] for key, _label in QUESTIONS[self.document]}
        try:
            saved = save_document(
                document=self.document,
                words={key: text for key, text in words.items() if text},
                after=form.cleaned_data["after"],
                by=self.viewer,
            )
        except ValidationError as error:
            if error.code == "overtaken":
                form.data = form.data.copy()
                form.data["after"] = self.get_initial()["after"]
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Version %(n)s is saved.") % {"n": saved.edition})
        return redirect(f"kept_admin:{self.document.value}")
