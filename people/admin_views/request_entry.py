"""Pages around a request about data: entered for somebody, identity noted, more time taken, words of answers."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from core.dates import today
from people.actions.rights import (
    enter_data_request,
    extend_data_request,
    note_identity_check,
    reset_answer_template,
    save_answer_template,
)
from people.admin_views.access import AdminPage, FocusedForm, FormPage
from people.admin_views.requests import SingleRequestPage
from people.answer_words import template_words
from people.enums import IdentityCheck, RequestChannel, RequestKind
from people.forms.rights import (
    AnswerTemplateForm,
    EnteredRequestForm,
    ExtensionForm,
    IdentityForm,
)
from people.models import AnswerTemplate, DataRequest
from people.policies import may_answer_data_requests, people_visible_to
from people.queries.rights import may_come_in
from people.queries.staff import with_current_position


FOUND_SHOWN = 20


class EnterRequest(AdminPage, FocusedForm):
    """Find somebody by name or number, then say what they asked, how and when. A list of names is no look."""

    is_allowed = staticmethod(may_answer_data_requests)
    above = (("rights_admin:requests", gettext_lazy("Requests about data")),)
    header_icon = "mail"
    page_title = gettext_lazy("Enter a request")
    template_name = "people/admin/request_entry.html"
    form_class = EnteredRequestForm
    entered: DataRequest

    @cached_property
    def person(self):
        uuid = self.request.GET.get("agent")
        try:
            return people_visible_to(self.viewer).filter(uuid=uuid).first() if uuid else None
        except ValidationError:
            return None

    def get_context_data(self, **kwargs):
        words = self.request.GET.get("q", "").strip()
        found = people_visible_to(self.viewer).found_by(words)
        people = list(with_current_position(found, today())[: FOUND_SHOWN + 1]) if words else []
        return super().get_context_data(**kwargs) | {
            "person": self.person,
            "is_by_letter": self.person is not None and not may_come_in(self.person),
            "today": today(),
            "words": words,
            "found": people[:FOUND_SHOWN],
            "has_more": len(people) > FOUND_SHOWN,
        }

    def form_valid(self, form):
        if self.person is None:
            raise Http404
        fields = form.cleaned_data
        entered = enter_data_request(
            **fields
            | {
                "person": self.person,
                "by": self.viewer,
                "kind": RequestKind(fields["kind"]),
                "channel": RequestChannel(fields["channel"]),
            }
        )
        messages.success(self.request, _("The request is in the register."))
        return redirect("rights_admin:request", uuid=entered.uuid)


class RequestForm(FormPage, SingleRequestPage):
    """A form about a request, which leads back to it."""

    def get(self, request, *args, **kwargs):
        self.log_look()
        return super().get(request, *args, **kwargs)


class RequestIdentity(RequestForm):
    form_class = IdentityForm
    intro = gettext_lazy("Keep no copy of an identity document: how you made sure is enough.")
    submit = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    def act(self, cleaned):
        note_identity_check(data_request=self.data_request, check=IdentityCheck(cleaned["check"]))


class RequestExtension(RequestForm):
    form_class = ExtensionForm
    intro = gettext_lazy(
        "The law gives one month, and up to two more for a request that is complex or comes with many others. "
        "The person is told, once: it cannot be made longer again."
    )
    submit = gettext_lazy("Take more time")
    done = gettext_lazy("The new day is in the register, and the person is told.")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not may_come_in(self.data_request.person):
            context["intro"] = _(
                "The law gives one month, and up to two more for a request that is complex or comes with many "
                "others, once. This person cannot open “My data”: write to them yourself."
            )
        return context

    def act(self, cleaned):
        extend_data_request(data_request=self.data_request, **cleaned)
        if not may_come_in(self.data_request.person):
            self.done = _(
                "The new day is in the register. Write to the person: they cannot open “My data”."
            )


class AnswerTemplates(AdminPage, TemplateView):
    is_allowed = staticmethod(may_answer_data_requests)
    above = (("rights_admin:requests", gettext_lazy("Requests about data")),)
    header_icon = "edit"
    page_title = gettext_lazy("Templates of answers")
    template_name = "people/admin/answer_templates.html"

    def get_context_data(self, **kwargs):
        own = set(AnswerTemplate.objects.values_list("kind", flat=True))
        return super().get_context_data(**kwargs) | {
            "kinds": [(kind, kind in own) for kind in RequestKind]
        }


class EditAnswerTemplate(FormPage, AdminPage):
    """The words of one kind of answer: saved, or reset to ours, as the pressed button says."""

    is_allowed = staticmethod(may_answer_data_requests)
    above = (
        ("rights_admin:requests", gettext_lazy("Requests about data")),
        ("rights_admin:templates", gettext_lazy("Templates of answers")),
    )
    header_icon = "edit"
    template_name = "people/admin/answer_template.html"
    form_class = AnswerTemplateForm
    intro = gettext_lazy(
        "An answer begins with these words, in the language in which the person is written to. {name} stands "
        "for their first name and name. The officer may still change them in each answer."
    )
    submit = gettext_lazy("Save")
    done = gettext_lazy("Answers to come begin with these words.")

    @cached_property
    def kind(self):
        if self.kwargs["kind"] not in RequestKind.values:
            raise Http404
        return RequestKind(self.kwargs["kind"])

    def get_page_title(self):
        return self.kind.noun

    def get_initial(self):
        return template_words(self.kind)

    def get_success_url(self):
        return reverse("rights_admin:templates")

    def post(self, request, *args, **kwargs):
        if "reset" not in request.POST:
            return super().post(request, *args, **kwargs)
        reset_answer_template(kind=self.kind)
        messages.success(request, _("These answers begin again with the words that came with it."))
        return redirect("rights_admin:templates")

    def act(self, cleaned):
        save_answer_template(kind=self.kind, words=cleaned)
