"""Pages of requests about personal data: by due day, one opened, done and answered."""

import django_filters
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from core.dates import today
from people.actions.privacy import record_look
from people.actions.rights import (
    answer_data_request,
    letter_refused,
    make_file_letter,
    record_file_handover,
)
from people.admin_views.access import AdminAccess, AdminPage, FocusedForm
from people.answer_words import answer_begun, refusal_begun
from people.enums import Purpose, RequestKind, RequestStatus, ViewedData
from people.exporters.person import ZIP_NAME, personal_zip
from people.forms.rights import AnswerForm
from people.models import DataRequest, Person, Position
from people.passphrases import passphrase_of
from people.policies import (
    data_requests_visible_to,
    may_answer_data_requests,
    may_be_erased_by,
    may_manage_staff,
    was_opened,
)
from people.queries.accounts import recent_reopening
from people.queries.privacy import holding_title
from people.queries.rights import (
    COPIES,
    act_asked_for,
    acted_so_far,
    may_come_in,
    may_make_file,
    may_make_letter,
    reads_own_page,
)
from people.queries.staff import with_current_position


REQUESTS_A_PAGE = 50
LETTER_SECONDS = 3600  # between a letter and the file that it opens


class RequestFilter(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        choices=RequestStatus.choices,
        label=gettext_lazy("State"),
        empty_label=gettext_lazy("any state"),
    )
    kind = django_filters.ChoiceFilter(choices=RequestKind.nouns(), label=gettext_lazy("Request"))

    class Meta:
        model = DataRequest
        fields = ["status", "kind"]


def _due(request):
    """Return the day and, for a request that waits too long, that it is late."""
    day = f"{request.due_on:%d/%m/%Y}"
    is_late = request.is_open and request.due_on < today()
    return _("%(day)s, late") % {"day": day} if is_late else day


class RequestIndex(AdminAccess, IndexView):
    """The list of requests, with names and due days only: opening a request is what is logged. Those that
    wait come first.

    As a file it is the register of requests: what was asked in words, and answered, stays here.
    """

    is_allowed = staticmethod(may_answer_data_requests)
    model = DataRequest
    page_title = gettext_lazy("Requests about data")
    header_icon = "mail"
    any_permission_required = None
    index_url_name = "rights_admin:requests"
    index_results_url_name = "rights_admin:requests_results"
    paginate_by = REQUESTS_A_PAGE
    export_filename = "registre-des-demandes"
    export_headings = {
        "number": gettext_lazy("Staff number"),
        "last_name": gettext_lazy("Last name"),
        "first_name": gettext_lazy("First name"),
        "kind_noun": gettext_lazy("Request"),
        "get_channel_display": gettext_lazy("How it came"),
        "get_identity_check_display": gettext_lazy("How the identity was checked"),
        "asked_at": gettext_lazy("Asked on"),
        "due_on": gettext_lazy("Answer due by"),
        "get_status_display": gettext_lazy("State"),
        "acted_at": gettext_lazy("Done on"),
        "answered_at": gettext_lazy("Answered on"),
    }
    list_export = list(export_headings)
    search_backend_name = None
    search_fields = ["person__last_name", "person__first_name", "person__staff_number"]
    filterset_class = RequestFilter
    columns = [
        TitleColumn(
            "person",
            label=gettext_lazy("Name"),
            accessor="name",
            get_url=lambda data_request: reverse("rights_admin:request", args=[data_request.uuid]),
        ),
        Column("kind", label=gettext_lazy("Request"), accessor="kind_noun"),
        Column("channel", label=gettext_lazy("How it came"), accessor="get_channel_display"),
        Column("due_on", label=gettext_lazy("Answer due by"), accessor=_due),
        Column("status", label=gettext_lazy("State"), accessor="get_status_display"),
    ]

    def get_base_queryset(self):
        return data_requests_visible_to(self.viewer).annotate(
            number=F("person__staff_number"),
            last_name=F("person__last_name"),
            first_name=F("person__first_name"),
        )

    def order_queryset(self, queryset):
        return queryset.waiting_first()

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(
                _("Enter a request"), url=reverse("rights_admin:add_request"), icon_name="plus"
            ),
        ]


class SingleRequestPage(AdminPage):
    """One request. `needs_person`: 404 once it was answered by erasing them."""

    is_allowed = staticmethod(may_answer_data_requests)
    above = (("rights_admin:requests", gettext_lazy("Requests about data")),)
    header_icon = "mail"
    needs_person = True

    @cached_property
    def data_request(self):
        found = get_object_or_404(data_requests_visible_to(self.viewer), uuid=self.kwargs["uuid"])
        if self.needs_person and found.person is None:
            raise Http404
        return found

    def get_page_title(self):
        wanted = self.data_request
        return f"{wanted.kind_noun}, {wanted.name}"

    def log_look(self):
        if self.data_request.person is None:
            return
        record_look(
            by=self.viewer,
            at=[self.data_request.person],
            purpose=Purpose.DATA_REQUEST,
            seen=ViewedData.DATA_REQUEST,
        )

    def get_success_url(self):
        return reverse("rights_admin:request", args=[self.data_request.uuid])


class RequestAnswerPage(SingleRequestPage, FocusedForm):
    """The request, what does it, and the form of its answer. Each opening is written to the person's own log.
    Answered once, then only read."""

    template_name = "people/admin/request.html"
    form_class = AnswerForm
    needs_person = False

    def get_initial(self):
        wanted = self.data_request
        return {"answer": answer_begun(wanted), "refusal": refusal_begun(wanted)}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_by_letter": _is_by_letter(self.data_request.person)}

    def get(self, request, *args, **kwargs):
        self.log_look()
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        wanted = self.data_request
        person = wanted.person
        is_by_letter = _is_by_letter(person)
        return super().get_context_data(**kwargs) | {
            "data_request": wanted,
            "person": person,
            "about": holding_title(wanted.about),
            "reopening": recent_reopening(person) if person else None,
            "is_late": wanted.is_open and wanted.due_on < today(),
            "is_done": acted_so_far(wanted),
            "acts_itself": act_asked_for(wanted) is not None,
            "is_copy": wanted.kind in COPIES,
            "is_by_letter": is_by_letter,
            "beside_letter": "no-print" if is_by_letter else "",
            "has_account": person is not None and reads_own_page(person),
            "was_opened": person is not None and was_opened(person),
            "may_make_file": may_make_file(wanted),
            "awaits_letter": person is not None and not may_come_in(person),
            "may_make_letter": may_make_letter(wanted, self.viewer),
            "team": _team_of(person) if person else "",
            "may_erase": person is not None and may_be_erased_by(self.viewer, person),
            "may_correct": may_manage_staff(self.viewer),
            "corrects_position": wanted.about == Position._meta.label,
        }

    def form_valid(self, form):
        try:
            answer_data_request(
                data_request=self.data_request,
                by=self.viewer,
                status=RequestStatus(form.cleaned_data["status"]),
                answer=form.cleaned_data["answer"],
                without_act=form.cleaned_data["without_act"],
            )
        except ValidationError as error:
            if error.code in ("not_done", "identity"):
                form.add_error("without_act" if error.code == "not_done" else None, error)
                return self.form_invalid(form)
            messages.error(self.request, " ".join(error.messages))
        else:
            return self.go_on_from_answer()
        return redirect("rights_admin:requests")

    def go_on_from_answer(self):
        """Go on to the letter for whom no page of ours reaches, else back to the register."""
        if not _is_by_letter(self.data_request.person):
            messages.success(self.request, _("The answer is on the person’s page “My data”."))
            return redirect("rights_admin:requests")
        messages.warning(
            self.request,
            _("The answer is kept. This person cannot open “My data”: print it and send it."),
        )
        return redirect(f"{self.get_success_url()}#answer-section")


def _is_by_letter(person):
    """Whether an answer reaches them on paper alone: they left, or may not sign in."""
    return person is not None and not may_come_in(person)


def _team_of(person):
    """Return the name of their team today, which tells people of the same name apart; "" without one."""
    (found,) = with_current_position(Person.objects.filter(pk=person.pk), today())
    return found.current_positions[0].team.name if found.current_positions else ""


class FileLetter(SingleRequestPage):
    """The passphrase of one file, shown once, on a letter to whoever cannot come in to read their own."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        wanted = self.data_request
        try:
            nonce = make_file_letter(data_request=wanted, by=self.viewer)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.get_success_url())
        context = self.get_context_data(
            data_request=wanted,
            person=wanted.person,
            day=today(),
            passphrase=passphrase_of(str(wanted.person.uuid), nonce),
            seal=signing.dumps(nonce, salt=_seal_of(wanted)),
        )
        return render(request, "people/admin/file_letter.html", context)


class RequestFile(SingleRequestPage):
    """The sealed file, to hand over: whoever makes it cannot read it, unless they made its letter before."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        person, seal = self.data_request.person, request.POST.get("seal", "")
        try:
            passphrase = self.passphrase_of_letter(seal) if seal else ""
            record_file_handover(
                person=person,
                by=self.viewer,
                data_request=self.data_request,
                has_letter=bool(passphrase),
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.get_success_url())
        return HttpResponse(
            personal_zip(person, passphrase),
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{ZIP_NAME}"'},
        )

    def passphrase_of_letter(self, seal):
        try:
            nonce = signing.loads(seal, salt=_seal_of(self.data_request), max_age=LETTER_SECONDS)
        except signing.BadSignature as error:
            raise ValidationError(
                _("This letter is too old to make its file: make another, and throw this one away.")
            ) from error
        if not may_make_letter(self.data_request, self.viewer):
            raise letter_refused()
        return passphrase_of(str(self.data_request.person.uuid), nonce)


def _seal_of(data_request):
    return f"file of request {data_request.uuid}"
