"""Administration pages of the register of commitments: written, published, changed, and what became of each."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages

from ambassadors.commitments.actions import change_commitment, discard_draft, write_commitment
from ambassadors.commitments.forms import OutcomeForm, WordsForm
from ambassadors.commitments.models import Commitment
from ambassadors.commitments.policies import may_keep_commitments
from people.admin_views.access import AdminAccess, AdminPage, ButtonMixin, FocusedForm


REGISTER = "commitments_admin:commitments"


class CommitmentList(AdminPage, TemplateView):
    is_allowed = staticmethod(may_keep_commitments)
    page_title = gettext_lazy("Commitments")
    header_icon = "clipboard-list"
    template_name = "ambassadors/commitments/admin/commitments.html"

    def get_context_data(self, **kwargs):
        listed = list(Commitment.objects.to_show())
        groups = [
            (_("Drafts"), [commitment for commitment in listed if commitment.published_on is None]),
            (
                _("Published commitments"),
                [commitment for commitment in listed if commitment.published_on is not None],
            ),
        ]
        return super().get_context_data(groups=[group for group in groups if group[1]], **kwargs)


class CommitmentFormPage(AdminPage, FocusedForm):
    """A form about one commitment, which says above it what the action refuses."""

    is_allowed = staticmethod(may_keep_commitments)
    above = ((REGISTER, gettext_lazy("Commitments")),)
    header_icon = "clipboard-list"
    template_name = "ambassadors/commitments/admin/commitment.html"
    form_class = WordsForm

    @cached_property
    def commitment(self):
        """Return the one that the address names; None for a new one."""
        uuid = self.kwargs.get("uuid")
        return get_object_or_404(Commitment, uuid=uuid) if uuid else None

    def get_page_title(self):
        return str(self.commitment or _("A new commitment"))

    def get_form_kwargs(self):
        # A copy of its own: a form changes its instance while it reads what was sent.
        found = Commitment.objects.get(pk=self.commitment.pk) if self.commitment else None
        return super().get_form_kwargs() | {"instance": found}

    def get_context_data(self, **kwargs):
        is_published = bool(self.commitment and self.commitment.published_on)
        return super().get_context_data(
            commitment=self.commitment,
            is_draft=not is_published and self.form_class is WordsForm,
            back=reverse(REGISTER),
            **kwargs,
        )

    def form_valid(self, form):
        publishes = "publish" in self.request.POST
        try:
            self.act(form.values, publishes=publishes)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        done = _("It is published: all staff may read it.") if publishes else _("It is saved.")
        messages.success(self.request, done)
        return redirect(REGISTER)

    def act(self, values, *, publishes):
        if self.commitment is not None:
            change_commitment(commitment=self.commitment, publishes=publishes, **values)
        else:
            del values["after"]
            write_commitment(publishes=publishes, **values)


class OutcomePage(CommitmentFormPage):
    form_class = OutcomeForm

    @cached_property
    def commitment(self):
        return get_object_or_404(Commitment.objects.published(), uuid=self.kwargs["uuid"])


class DiscardDraft(ButtonMixin, AdminAccess, View):
    is_allowed = staticmethod(may_keep_commitments)

    def act(self):
        found = get_object_or_404(Commitment, uuid=self.kwargs["uuid"])
        discard_draft(commitment=found)
        messages.success(self.request, _("The draft is deleted."))
        return self.back()

    def back(self):
        return redirect(REGISTER)
