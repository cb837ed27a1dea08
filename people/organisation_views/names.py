"""Pages of sites, job families, jobs and partners: renamed, and merged where one was spelled in two ways."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Model
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from people.actions.organisation import merge_references, move_job, rename_reference
from people.forms.organisation import JobForm, NameForm
from people.models import Job, JobFamily, Partner, Site
from people.organisation_views.access import OrganisationPage, refusal_as_message


@dataclass(frozen=True, slots=True)
class ReferenceKind:
    model: type[Model]
    title: Any
    used_by: str  # what points at it, and is counted
    what: Any
    form: type[NameForm] = NameForm


KINDS = {
    "sites": ReferenceKind(Site, gettext_lazy("Sites"), "positions", gettext_lazy("Positions")),
    "familles": ReferenceKind(
        JobFamily, gettext_lazy("Job families"), "jobs", gettext_lazy("Jobs")
    ),
    "metiers": ReferenceKind(
        Job, gettext_lazy("Jobs"), "positions", gettext_lazy("Positions"), JobForm
    ),
    "partenaires": ReferenceKind(
        Partner, gettext_lazy("Partners"), "learners", gettext_lazy("Learners")
    ),
}


class ReferenceKindPage(OrganisationPage, TemplateView):
    @property
    def kind(self):
        try:
            return KINDS[self.kwargs["kind"]]
        except KeyError as error:
            raise Http404 from error

    @property
    def things(self):
        return self.kind.model._default_manager.annotate(uses=Count(self.kind.used_by))


class ReferenceListPage(ReferenceKindPage):
    template_name = "people/admin/names.html"

    def get_page_title(self):
        return str(self.kind.title)

    def get_context_data(self, **kwargs):
        has_family = self.kind.model is Job
        things = self.things.select_related("family") if has_family else self.things
        return super().get_context_data(**kwargs) | {
            "things": things.order_by("name"),
            "kind_name": self.kwargs["kind"],
            "kind": self.kind,
            "has_family": has_family,
        }


class ReferenceDetailPage(ReferenceKindPage):
    template_name = "people/admin/name.html"

    @cached_property
    def thing(self):
        return get_object_or_404(self.things, pk=self.kwargs["pk"])

    def get_page_title(self):
        return str(self.thing)

    def get_context_data(self, **kwargs):
        initial = {"name": self.thing.name, "family": getattr(self.thing, "family", None)}
        others = self.kind.model._default_manager.exclude(pk=self.thing.pk).order_by("name")
        return super().get_context_data(**kwargs) | {
            "form": self.kind.form(initial=initial),
            **kwargs,
            "thing": self.thing,
            "others": others,
            "kind_name": self.kwargs["kind"],
            "kind": self.kind,
            "may_write": self.may_write,
        }

    def post(self, request, *args, **kwargs):
        self.refuse_readers()
        if request.POST.get("verb") == "merge":
            return self.merge(request)
        form = self.kind.form(request.POST)
        if form.is_valid():
            try:
                self.save(form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, _("Saved."))
                return redirect("organisation_admin:names", kind=self.kwargs["kind"])
        return self.render_to_response(self.get_context_data(form=form))

    def save(self, cleaned):
        rename_reference(thing=self.thing, name=cleaned["name"])
        if "family" in cleaned:
            move_job(job=self.thing, family=cleaned["family"])

    def merge(self, request):
        """Merge it into the one that is kept."""
        kept_key = request.POST.get("kept", "")
        if not kept_key.isascii() or not kept_key.isdecimal() or len(kept_key) > 9:
            raise Http404
        kept = get_object_or_404(self.kind.model, pk=int(kept_key))
        try:
            merge_references(kept=kept, other=self.thing)
        except ValidationError as error:
            refusal_as_message(request, error)
            return redirect(
                "organisation_admin:name", kind=self.kwargs["kind"], pk=self.kwargs["pk"]
            )
        messages.success(request, _("The two are one: “%(name)s”.") % {"name": kept})
        return redirect("organisation_admin:names", kind=self.kwargs["kind"])
