"""Base views of the administration’s pages: access, and frame."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from people.models import Person
from people.policies import may_see_staff


class AdminAccess(View):
    """A view that answers 404 to whom `is_allowed` does not accept."""

    is_allowed: Callable[[Person], bool]

    @property
    def viewer(self):
        """Return the signed-in person: the administration lets in nobody else."""
        return cast(Person, self.request.user)

    def dispatch(self, request, *args, **kwargs):
        if not self.is_allowed(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class AdminPage(WagtailAdminTemplateMixin, AdminAccess):
    """A page of the administration. `above`: the names of the addresses, and of the pages, above this one."""

    above: ClassVar[tuple[tuple[str, Any], ...]] = ()

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            *({"url": reverse(name), "label": label} for name, label in self.above),
            {"url": "", "label": self.get_page_title()},
        ]


class StaffAccess(AdminAccess):
    is_allowed = staticmethod(may_see_staff)


class StaffPage(AdminPage):
    is_allowed = staticmethod(may_see_staff)
    above = (("people_admin:staff", _("Staff")),)
    header_icon = "group"


class ButtonMixin:
    """A button of a page: what `act` refuses is said on the page to which `back` leads."""

    http_method_names: ClassVar[list[str]] = ["post"]
    act: Callable[[], Any]
    back: Callable[[], Any]

    def post(self, request, *args, **kwargs):
        try:
            return self.act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self.back()


class FocusedForm(FormView):
    """A form that comes back with the keyboard, and the page, at the first field that is wrong."""

    def form_invalid(self, form):
        wrong = next((field for name, field in form.fields.items() if name in form.errors), None)
        if wrong is not None:
            wrong.widget.attrs["autofocus"] = True
        return super().form_invalid(form)


class FormPage(FocusedForm):
    """A form of the administration, which shows above it what the action refuses."""

    template_name = "people/admin/form.html"
    intro: Any = ""
    submit: Any = ""
    done: Any = ""

    def act(self, cleaned: dict[str, Any]) -> Any:
        raise NotImplementedError

    def form_valid(self, form):
        try:
            self.act(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "intro": self.intro,
            "submit": self.submit,
            "back": self.get_success_url(),
        }
