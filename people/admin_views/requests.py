"""Pages of requests about personal data: by due day, one opened, answered."""

import django_filters
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from core.dates import today
from people.actions.privacy import record_look
from people.actions.rights import answer_data_request, record_file_handover
from people.admin_views.access import AdminAccess, AdminPage
from people.enums import Purpose, RequestKind, RequestStatus, ViewedData
from people.exporters.person import ZIP_NAME, personal_zip
from people.forms.rights import AnswerForm
from people.models import DataRequest
from people.policies import data_requests_visible_to, may_answer_data_requests
from people.queries.accounts import recent_reopening
from people.queries.privacy import holding_title


REQUESTS_A_PAGE = 50


class RequestFilter(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        choices=RequestStatus.choices,
        label=gettext_lazy("State"),
        empty_label=gettext_lazy("any state"),
    )
    kind = django_filters.ChoiceFilter(choices=RequestKind.choices, label=gettext_lazy("Request"))

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
        "person.staff_number": gettext_lazy("Staff number"),
        "person.last_name": gettext_lazy("Last name"),
        "person.first_name": gettext_lazy("First name"),
        "get_kind_display": gettext_lazy("Request"),
        "asked_at": gettext_lazy("Asked on"),
        "due_on": gettext_lazy("Answer due by"),
        "get_status_display": gettext_lazy("State"),
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
            accessor=lambda data_request: (
                f"{data_request.person.last_name} {data_request.person.first_name}"
            ),
            get_url=lambda data_request: reverse("rights_admin:request", args=[data_request.uuid]),
        ),
        Column("kind", label=gettext_lazy("Request"), accessor="get_kind_display"),
        Column("due_on", label=gettext_lazy("Answer due by"), accessor=_due),
        Column("status", label=gettext_lazy("State"), accessor="get_status_display"),
    ]

    def get_base_queryset(self):
        return data_requests_visible_to(self.viewer)

    def order_queryset(self, queryset):
        return queryset.waiting_first()


class SingleRequestPage(AdminPage):
    is_allowed = staticmethod(may_answer_data_requests)
    above = (("rights_admin:requests", gettext_lazy("Requests about data")),)
    header_icon = "mail"

    @cached_property
    def data_request(self):
        return get_object_or_404(data_requests_visible_to(self.viewer), uuid=self.kwargs["uuid"])

    def get_page_title(self):
        return str(self.data_request.person)


class RequestAnswerPage(SingleRequestPage, FormView):
    """The request and the form of its answer. Each opening is written to the person's own log. Answered
    once, then only read."""

    template_name = "people/admin/request.html"
    form_class = AnswerForm

    def get_initial(self):
        if self.data_request.kind != RequestKind.ACCESS:
            return {}
        return {
            "answer": _(
                "The copy of your data is on your page “My data”, or in the file that you were "
                "handed. It opens with the passphrase that only you can read there."
            )
        }

    def get(self, request, *args, **kwargs):
        record_look(
            by=self.viewer,
            at=[self.data_request.person],
            purpose=Purpose.DATA_REQUEST,
            seen=ViewedData.DATA_REQUEST,
        )
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "data_request": self.data_request,
            "about": holding_title(self.data_request.about),
            "reopening": recent_reopening(self.data_request.person),
            "is_late": self.data_request.is_open and self.data_request.due_on < today(),
        }

    def form_valid(self, form):
        try:
            answer_data_request(
                data_request=self.data_request,
                by=self.viewer,
                status=RequestStatus(form.cleaned_data["status"]),
                answer=form.cleaned_data["answer"],
            )
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            messages.success(self.request, _("The answer is on the person’s page “My data”."))
        return redirect("rights_admin:requests")


class RequestFile(SingleRequestPage):
    """The sealed file, to hand over: whoever makes it cannot read it."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        person = self.data_request.person
        record_file_handover(person=person, by=self.viewer)
        return HttpResponse(
            personal_zip(person),
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{ZIP_NAME}"'},
        )
