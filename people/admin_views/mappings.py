"""Pages of mappings, which say how each system writes its files: made from a sample, changed, deleted."""

import json

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from core.tabular import Unreadable
from people.admin_views.access import StaffAccess, StaffPage
from people.enums import ImportKind
from people.forms.imports import MappingForm, SampleForm
from people.importers.sample import read_sample
from people.models import ImportMapping
from people.policies import mappings_editable_by, may_manage_staff, may_use_mapping_name


MAPPINGS_A_PAGE = 50
MOST_HEADINGS = 300


class MappingIndex(StaffAccess, IndexView):
    is_allowed = staticmethod(may_manage_staff)
    model = ImportMapping
    page_title = gettext_lazy("Mappings")
    header_icon = "list-ul"
    any_permission_required = None
    index_url_name = "people_admin:mappings"
    paginate_by = MAPPINGS_A_PAGE
    default_ordering = "name"
    is_searchable = False
    columns = [
        TitleColumn(
            "name",
            label=gettext_lazy("Name"),
            get_url=lambda mapping: reverse("people_admin:mapping", args=[mapping.pk]),
        ),
        Column("kind", label=gettext_lazy("Kind of file"), accessor="get_kind_display"),
        Column(
            "columns",
            label=gettext_lazy("Columns used"),
            accessor=lambda mapping: ", ".join(mapping.columns.values()),
        ),
    ]

    def get_base_queryset(self):
        return mappings_editable_by(self.request.user)

    def order_queryset(self, queryset):
        return queryset.order_by("kind", "name")

    @cached_property
    def header_buttons(self):
        url = reverse("people_admin:mapping_add")
        return [HeaderButton(_("Add a mapping"), url=url, icon_name="plus")]


class MappingPage(StaffPage, TemplateView):
    is_allowed = staticmethod(may_manage_staff)

    def may_name(self, kind):
        return lambda name: may_use_mapping_name(self.viewer, kind=kind, name=name)


class MappingCreate(MappingPage):
    """Reads a sample for its headings and throws it away, then saves the form that it filled."""

    page_title = gettext_lazy("New mapping")
    template_name = "people/admin/mapping_sample.html"

    def post(self, request, *args, **kwargs):
        if "headings" in request.POST:
            return self.save()
        form = SampleForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        kind = ImportKind(form.cleaned_data["kind"])
        try:
            sample = read_sample(form.cleaned_data["sample"].read(), kind)
        except Unreadable as error:
            form.add_error("sample", str(error.refusal))
            return self.render_to_response(self.get_context_data(form=form))
        headings = [heading for heading in sample.headings if sample.headings.count(heading) == 1]
        initial = {f"column_{name}": column for name, column in sample.columns.items()} | {
            "encoding": sample.encoding,
            "separator": sample.separator,
            "date_format": sample.date_format,
        }
        return self.show(MappingForm(kind=kind, headings=headings[:MOST_HEADINGS], initial=initial))

    def save(self):
        kind = self.request.POST.get("kind", "")
        if kind not in ImportKind:
            raise Http404
        form = MappingForm(
            self.request.POST,
            kind=kind,
            headings=headings_of(self.request.POST["headings"]),
            may_name=self.may_name(kind),
        )
        if not form.is_valid():
            return self.show(form)
        mapping = form.save()
        messages.success(
            self.request, _("The mapping “%(name)s” is saved.") % {"name": mapping.name}
        )
        return redirect("people_admin:mappings")

    def show(self, form):
        self.template_name = "people/admin/mapping.html"
        headings = json.dumps(form.headings, ensure_ascii=False)
        return self.render_to_response(self.get_context_data(form=form, headings=headings))

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"form": SampleForm(), "mapping": None} | kwargs)


class SingleMappingPage(MappingPage):
    @cached_property
    def mapping(self):
        return get_object_or_404(mappings_editable_by(self.viewer), pk=self.kwargs["pk"])

    def get_page_title(self):
        return str(self.mapping)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"mapping": self.mapping}


class MappingEdit(SingleMappingPage):
    template_name = "people/admin/mapping.html"

    def form(self, data=None):
        mapping = self.mapping
        names = ("name", "encoding", "separator", "sheet", "date_format", "staff_number_digits")
        initial = {name: getattr(mapping, name) for name in names} | {"ignored": mapping.ignored}
        initial |= {f"column_{name}": column for name, column in mapping.columns.items()}
        headings = dict.fromkeys([*mapping.columns.values(), *mapping.ignored])
        return MappingForm(
            data,
            kind=mapping.kind,
            headings=headings,
            mapping=mapping,
            may_name=self.may_name(mapping.kind),
            initial=initial,
        )

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        form.save()
        messages.success(
            request, _("The mapping “%(name)s” is saved.") % {"name": self.mapping.name}
        )
        return redirect("people_admin:mappings")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"form": self.form()} | kwargs)


class MappingDelete(SingleMappingPage):
    template_name = "people/admin/mapping_delete.html"

    def post(self, request, *args, **kwargs):
        name = self.mapping.name
        self.mapping.delete()
        messages.success(request, _("The mapping “%(name)s” is deleted.") % {"name": name})
        return redirect("people_admin:mappings")


def headings_of(text):
    """Return the headings that the page carries from one step to the next; 404 for anything else."""
    try:
        headings = json.loads(text)
    except ValueError:
        raise Http404 from None
    if not isinstance(headings, list) or not all(isinstance(heading, str) for heading in headings):
        raise Http404
    return headings[:MOST_HEADINGS]
