from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from people.actions.rights import erase_at_request
from people.admin_views.access import FocusedForm
from people.admin_views.requests import SingleRequestPage
from people.enums import RequestKind
from people.forms.rights import ErasureForm
from people.policies import may_be_erased_by
from people.queries.accounts import recent_reopening
from people.queries.rights import erasure_parts


class RequestErasure(SingleRequestPage, FocusedForm):
    """Preview what goes and what stays, by kind of data, then erase: asked for a recent proof before it is shown.

    The kinds come from the registry and not from rows: the page is the same, and as fast, for everybody.
    """

    template_name = "people/admin/erasure.html"
    form_class = ErasureForm
    needs_person = False

    def dispatch(self, request, *args, **kwargs):
        if not self.is_allowed(request.user):
            raise Http404
        wanted = self.data_request
        if not wanted.is_open:
            messages.error(request, _("This request is answered already."))
            return redirect("rights_admin:requests")
        if wanted.kind != RequestKind.ERASURE or not may_be_erased_by(self.viewer, wanted.person):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.log_look()
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"person": self.data_request.person}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "data_request": self.data_request,
            "person": self.data_request.person,
            "reopening": recent_reopening(self.data_request.person),
            "parts": erasure_parts(),
        }

    def form_valid(self, form):
        try:
            erase_at_request(data_request=self.data_request, by=self.viewer)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        except OSError:
            form.add_error(
                None,
                _(
                    "The journal of erasures cannot be written: nothing was erased. Tell an administrator."
                ),
            )
            return self.form_invalid(form)
        messages.success(self.request, _("The person is erased."))
        return redirect("rights_admin:requests")
