"""Pages of rules that assign a path: written, read with whom they reach, put in force, changed, ended."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from cms.admin_screens import UNUSED_FURNITURE
from core.dates import today
from learning.actions.rules import (
    delete_draft,
    end_rule,
    get_or_create_replacement_draft,
    put_in_force,
    remove_criterion,
    set_criterion,
    update_draft,
)
from learning.criteria.registry import (
    UnknownCriterion,
    describe_criteria,
    get_criterion,
    registered_criteria,
)
from learning.enums import RuleState
from learning.forms.rules import CriterionForm, RuleForm
from learning.models import AssignmentRule, Path
from learning.policies import may_assign
from learning.queries.assignments import (
    count_assigned_by,
    due_day,
    rule_changes,
    rule_digest,
    rule_reach,
    rules_with_counts,
    rules_with_descriptions,
)
from people.admin_views.access import AdminPage, ButtonMixin
from people.models import Team


RULES = "rules_admin:rules"
TEAMS_SHOWN, RULES_A_PAGE = 30, 50


class RulesPageBase(AdminPage):
    """A page below the list of rules."""

    is_allowed = staticmethod(may_assign)
    above = ((RULES, gettext_lazy("Assignments")),)
    header_icon = "list-ul"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**UNUSED_FURNITURE | kwargs)


class RuleListPage(RulesPageBase, TemplateView):
    """The list. How many have a path by a rule is said of mandatory ones alone."""

    above = ()
    page_title = gettext_lazy("Assignments")
    template_name = "learning/admin/rules.html"

    def get_context_data(self, **kwargs):
        page = Paginator(rules_with_counts(), RULES_A_PAGE).get_page(self.request.GET.get("p"))
        rules = rules_with_descriptions(list(page))
        groups = [
            (state.label, [rule for rule in rules if rule[0].state == state])
            for state in (RuleState.IN_FORCE, RuleState.DRAFT, RuleState.ENDED)
        ]
        shown = [group for group in groups if group[1]]
        return super().get_context_data(groups=shown, page=page, **kwargs)


class SingleRulePage(RulesPageBase):
    """A page of one rule. `states`: those in which there is such a page."""

    states = tuple(RuleState)

    @cached_property
    def rule(self):
        rules = AssignmentRule.objects.filter(state__in=self.states)
        related = rules.select_related("path", "replaces", "replacement")
        related = related.prefetch_related("criteria")
        return get_object_or_404(related, uuid=self.kwargs["uuid"])

    def back(self):
        return redirect("rules_admin:rule", self.rule.uuid)

    def get_breadcrumbs_items(self):
        items = super().get_breadcrumbs_items()
        rule = {"url": reverse("rules_admin:rule", args=[self.rule.uuid]), "label": str(self.rule)}
        return [*items[:-1], rule, items[-1]]


class SingleDraftPage(SingleRulePage):
    states = (RuleState.DRAFT,)


class RuleFormPage(RulesPageBase, FormView):
    template_name = "learning/admin/rule_form.html"
    form_class = RuleForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=self.back_url, **kwargs)


class AddRule(RuleFormPage):
    """Writes a new rule. The address may name a path, which is offered first, and a team, which becomes its condition."""

    page_title = gettext_lazy("New rule")
    back_url = property(lambda self: reverse(RULES))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": AssignmentRule()}

    def get_initial(self):
        title = _("Asked for by %(team)s") % {"team": self.team} if self.team else ""
        return {"path": self.named(Path.objects.offered(), "parcours"), "title": title}

    @cached_property
    def team(self):
        return self.named(Team.objects.open(), "equipe")

    def named(self, rows, parameter):
        key = self.request.GET.get(parameter, "")
        return rows.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None

    def form_valid(self, form):
        rule = form.save()
        if self.team:
            set_criterion(rule=rule, kind="team", values=[self.team.pk], is_excluded=False)
        messages.success(self.request, _("The draft is kept. Say now whom it is for."))
        return redirect("rules_admin:rule", rule.uuid)


class EditRule(SingleDraftPage, RuleFormPage):
    page_title = gettext_lazy("What it gives")
    back_url = property(lambda self: reverse("rules_admin:rule", args=[self.rule.uuid]))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.rule}

    def form_valid(self, form):
        try:
            update_draft(rule=self.rule, values=form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.back()


class RuleDetailPage(SingleRulePage, TemplateView):
    """A draft with whom it would reach, or a rule in force with what it asks."""

    template_name = "learning/admin/rule.html"

    def get_page_title(self):
        return str(self.rule)

    def get_breadcrumbs_items(self):
        items = super().get_breadcrumbs_items()
        return [*items[:-2], items[-1]]

    def get_context_data(self, **kwargs):
        rule, on = self.rule, today()
        criteria = list(rule.criteria.all())
        try:
            reach, changes = rule_reach(rule, on=on), rule_changes(rule, on=on)
        except UnknownCriterion:
            reach, changes = None, None
        is_new_draft = rule.state == RuleState.DRAFT and not rule.replaces_id
        return super().get_context_data(
            rule=rule,
            needs_choice=is_new_draft and not criteria and "tous" not in self.request.GET,
            asked=list(zip(criteria, describe_criteria(criteria), strict=True)),
            kinds=[(kind.kind, capfirst(kind.label)) for kind in self.kinds()],
            reach=reach,
            teams=reach.teams[:TEAMS_SHOWN] if reach else [],
            more_teams=max(0, len(reach.teams) - TEAMS_SHOWN) if reach else 0,
            changes=changes,
            given=count_assigned_by(rule),
            due_today=due_day(rule, on),
            replacement=getattr(rule, "replacement", None),
            digest=rule_digest(rule),
            **kwargs,
        )

    def kinds(self):
        """Return the kinds of conditions; what people achieved is not offered for mandatory training."""
        return [
            criterion
            for criterion in registered_criteria()
            if not (criterion.is_result and self.rule.is_mandatory)
        ]


class EditCriterion(SingleDraftPage, FormView):
    template_name = "learning/admin/criterion.html"
    form_class = CriterionForm

    @cached_property
    def asked(self):
        try:
            return get_criterion(self.kwargs["kind"])
        except UnknownCriterion as error:
            raise Http404 from error

    @cached_property
    def row(self):
        rows = self.rule.criteria.filter(kind=self.asked.kind)
        return rows.filter(is_excluded="sauf" in self.request.GET).first()

    def get_page_title(self):
        return capfirst(self.asked.label)

    def get_form_kwargs(self):
        initial = {"is_excluded": "1" if self.row and self.row.is_excluded else ""}
        if self.row:
            initial["values"] = self.row.values
        return super().get_form_kwargs() | {"asked": self.asked, "initial": initial}

    def get_context_data(self, **kwargs):
        back = reverse("rules_admin:rule", args=[self.rule.uuid])
        return super().get_context_data(
            back=back, is_result=self.asked.is_result, is_entry=self.asked.is_entry, **kwargs
        )

    def form_valid(self, form):
        try:
            row = set_criterion(rule=self.rule, kind=self.asked.kind, **form.cleaned_data)
            if self.row and self.row.pk != row.pk:
                remove_criterion(criterion=self.row)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.back()


class AddCriterion(SingleDraftPage, TemplateView):
    """Redirects from the list of kinds to the page of the one chosen."""

    def get(self, request, *args, **kwargs):
        kind = request.GET.get("quoi", "")
        if kind not in {criterion.kind for criterion in registered_criteria()}:
            return self.back()
        return redirect("rules_admin:criterion", self.rule.uuid, kind)


class RuleAction(ButtonMixin, SingleRulePage):
    """A button of the page of a rule."""


class RemoveCriterion(RuleAction, SingleDraftPage):
    def act(self):
        remove_criterion(criterion=get_object_or_404(self.rule.criteria, pk=self.kwargs["pk"]))
        return self.back()


class PutInForce(RuleAction, SingleDraftPage):
    def act(self):
        rule = put_in_force(rule=self.rule, shown=self.request.POST.get("shown", ""))
        messages.success(
            self.request,
            _("The rule is in force. It is followed every night, and as staff change."),
        )
        return redirect("rules_admin:rule", rule.uuid)


class ChangeRule(RuleAction):
    states = (RuleState.IN_FORCE,)

    def act(self):
        return redirect("rules_admin:rule", get_or_create_replacement_draft(rule=self.rule).uuid)


class DiscardRule(RuleAction, SingleDraftPage):
    def act(self):
        former = self.rule.replaces
        delete_draft(rule=self.rule)
        messages.success(self.request, _("The draft is discarded."))
        return redirect("rules_admin:rule", former.uuid) if former else redirect(RULES)


class EndRule(SingleRulePage, TemplateView):
    """Shows what ending means, then ends."""

    states = (RuleState.IN_FORCE,)
    page_title = gettext_lazy("End the rule")
    template_name = "learning/admin/rule_end.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            rule=self.rule,
            given=count_assigned_by(self.rule),
            back=reverse("rules_admin:rule", args=[self.rule.uuid]),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        is_told = self.rule.is_mandatory
        count = end_rule(rule=self.rule)
        message = _("The rule has ended.")
        if is_told and count:
            message += " " + ngettext(
                "It asked %(count)s person, who keeps what they learned.",
                "It asked %(count)s people, who keep what they learned.",
                count,
            ) % {"count": count}
        messages.success(request, message)
        return self.back()
