"""Pages of cohorts, named groups kept by the training department: whom a rule may be for."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from core.dates import today
from people.actions.cohorts import add_to_cohort, delete_cohort, remove_from_cohort
from people.actions.privacy import record_look
from people.admin_views.access import AdminPage
from people.enums import Purpose
from people.forms.cohorts import CohortForm, StaffNumbersForm
from people.models import Cohort, Person
from people.policies import may_keep_cohorts
from people.queries.staff import with_current_position


ROWS_A_PAGE, FOUND_SHOWN = 50, 20


class CohortPage(AdminPage):
    is_allowed = staticmethod(may_keep_cohorts)
    above = (("cohorts_admin:cohorts", gettext_lazy("Named groups")),)
    header_icon = "group"


class CohortListPage(CohortPage, FormView):
    above = ()
    page_title = gettext_lazy("Named groups")
    form_class = CohortForm
    template_name = "people/admin/cohorts.html"

    def get_context_data(self, **kwargs):
        cohorts = Cohort.objects.annotate(size=Count("members")).order_by("name", "pk")
        page = Paginator(cohorts, ROWS_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(page=page, **kwargs)

    def form_valid(self, form):
        return redirect("cohorts_admin:cohort", form.save().uuid)


class SingleCohortPage(CohortPage):
    @cached_property
    def cohort(self):
        return get_object_or_404(Cohort, uuid=self.kwargs["uuid"])

    @property
    def url(self):
        return reverse("cohorts_admin:cohort", args=[self.cohort.uuid])


class CohortDetailPage(SingleCohortPage, TemplateView):
    """The members by name, which each of them can read; whoever may be added is found as in the staff list."""

    template_name = "people/admin/cohort.html"

    def get_page_title(self):
        return str(self.cohort)

    def get_context_data(self, **kwargs):
        members = Person.objects.filter(cohorts__cohort=self.cohort)
        listed = with_current_position(members, today()).order_by("folded_name", "pk")
        page = Paginator(listed, ROWS_A_PAGE).get_page(self.request.GET.get("p"))
        record_look(by=self.viewer, at=list(page), purpose=Purpose.STAFF_ADMINISTRATION)
        words = self.request.GET.get("q", "").strip()[:100]
        return super().get_context_data(
            cohort=self.cohort,
            page=page,
            words=words,
            found=self.found(words),
            **{"numbers_form": StaffNumbersForm(), "name_form": CohortForm(instance=self.cohort)}
            | kwargs,
        )

    def found(self, words):
        if not words:
            return []
        people = Person.objects.staff().employed_on(today()).found_by(words)
        others = people.exclude(cohorts__cohort=self.cohort).order_by("folded_name", "pk")
        return list(with_current_position(others, today())[:FOUND_SHOWN])

    def post(self, request, *args, **kwargs):
        """Rename it, add by numbers, add or remove somebody, or delete it, as `verb` says."""
        verbs = {
            "rename": self.rename,
            "numbers": self.add_numbers,
            "add": self.add,
            "remove": self.remove,
            "delete": self.discard,
        }
        verb = verbs.get(request.POST.get("verb", ""))
        if verb is None:
            raise Http404
        return verb() or redirect(self.url)

    def rename(self):
        form = CohortForm(self.request.POST, instance=get_object_or_404(Cohort, pk=self.cohort.pk))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(name_form=form))
        form.save()
        messages.success(self.request, _("Saved."))
        return None

    def add_numbers(self):
        form = StaffNumbersForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(numbers_form=form))
        self.say_size(add_to_cohort(cohort=self.cohort, people=form.cleaned_data["numbers"]))
        return None

    def add(self):
        self.say_size(add_to_cohort(cohort=self.cohort, people=[self.person()]))

    def remove(self):
        person = self.person()
        remove_from_cohort(cohort=self.cohort, person=person)
        messages.success(self.request, _("%(person)s is out of the group.") % {"person": person})

    def discard(self):
        try:
            delete_cohort(cohort=self.cohort)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return None
        messages.success(self.request, _("The group is deleted."))
        return redirect("cohorts_admin:cohorts")

    def person(self):
        try:
            return get_object_or_404(Person.objects.staff(), uuid=self.request.POST.get("person"))
        except ValidationError as error:
            raise Http404 from error

    def say_size(self, size):
        message = ngettext(
            "%(count)s person is in the group.", "%(count)s people are in the group.", size
        )
        messages.success(self.request, message % {"count": size})
