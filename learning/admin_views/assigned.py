"""Pages by name, for mandatory training alone: whom a rule reaches, who is exempted. Each look is logged."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from core.dates import today
from learning.actions.exemptions import exempt, lift_exemption
from learning.admin_views.rules import RulesPageBase, SingleRulePage
from learning.criteria.registry import UnknownCriterion
from learning.enums import ExemptionReason, RuleState
from learning.forms.rules import ExemptionForm
from learning.policies import supervised_assignments
from learning.queries.assignments import people_meeting
from people.actions.privacy import record_look
from people.enums import Purpose
from people.queries.staff import with_current_position


ROWS_A_PAGE = 50


class RulePeople(SingleRulePage, TemplateView):
    """The people whom a draft would reach, or to whom a rule in force gives its path. 404 for a suggestion."""

    states = (RuleState.DRAFT, RuleState.IN_FORCE)
    template_name = "learning/admin/rule_people.html"

    def get_page_title(self):
        return _("Who would be assigned") if self.is_draft else _("Who is assigned")

    @cached_property
    def rule(self):
        rule = super().rule
        if not rule.is_mandatory or rule.uses_results:
            raise Http404
        return rule

    @property
    def is_draft(self):
        return self.rule.state == RuleState.DRAFT

    def get_context_data(self, **kwargs):
        page = Paginator(self.rows(), ROWS_A_PAGE).get_page(self.request.GET.get("p"))
        people = [row if self.is_draft else row.person for row in page]
        record_look(
            by=self.viewer,
            at={person.pk: person for person in people}.values(),
            purpose=Purpose.MANDATORY_TRAINING,
        )
        return super().get_context_data(rule=self.rule, page=page, is_draft=self.is_draft, **kwargs)

    def rows(self):
        if not self.is_draft:
            given = supervised_assignments(self.viewer).filter(rule=self.rule)
            return given.order_by("person__folded_name", "pk")
        try:
            people = people_meeting(self.rule, on=today())
        except UnknownCriterion as error:
            raise Http404 from error
        return with_current_position(people, today()).order_by("folded_name", "pk")


class AssignmentPage(RulesPageBase):
    @cached_property
    def assignment(self):
        return get_object_or_404(
            supervised_assignments(self.viewer), uuid=self.kwargs["assignment"]
        )

    @property
    def people_url(self):
        return reverse("rules_admin:people", args=[self.assignment.rule.uuid])


class ExemptPage(AssignmentPage, FormView):
    form_class = ExemptionForm
    template_name = "learning/admin/exempt.html"

    def get_page_title(self):
        return _("Exemption: %(person)s") % {"person": self.assignment.person}

    def get(self, request, *args, **kwargs):
        record_look(by=self.viewer, at=[self.assignment.person], purpose=Purpose.MANDATORY_TRAINING)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(assignment=self.assignment, back=self.people_url, **kwargs)

    def form_valid(self, form):
        try:
            exempt(
                assignment=self.assignment,
                reason=ExemptionReason(form.cleaned_data["reason"]),
                by=self.viewer,
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("%(person)s need not follow it.") % {"person": self.assignment.person},
        )
        return redirect(self.people_url)


class LiftExemption(AssignmentPage):
    http_method_names = ["post"]
    page_title = gettext_lazy("Exemption")

    def post(self, request, *args, **kwargs):
        lift_exemption(assignment=self.assignment, by=self.viewer)
        messages.success(
            request, _("It is asked of %(person)s again.") % {"person": self.assignment.person}
        )
        return redirect(self.people_url)
