from dataclasses import fields

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from core.dates import today
from people.actions.delegations import delegate_team, end_delegation
from people.actions.positions import PositionDetails, add_position, change_primary, end_position
from people.forms.organisation import (
    DelegationForm,
    LastDayForm,
    PrimaryPositionForm,
    SecondaryPositionForm,
)
from people.models import Position
from people.organisation_views.access import PersonForm
from people.policies import delegations_visible_to, teams_lendable_by


def _work(cleaned):
    return PositionDetails(**{field.name: cleaned[field.name] for field in fields(PositionDetails)})


class StaffMemberForm(PersonForm):
    """A form about a member of staff: a partner's learner is in no team."""

    @cached_property
    def person(self):
        person = super().person
        if person.is_external:
            raise Http404
        return person


class AddPosition(StaffMemberForm):
    form_class = SecondaryPositionForm
    submit = gettext_lazy("Add the position")
    done = gettext_lazy("The position is added.")

    def get_page_title(self):
        return _("Second position: %(person)s") % {"person": self.person}

    @property
    def intro(self):
        return _(
            "It stands beside the primary position, in whose team figures go on to count this person. "
            "Tick “manages the team” for somebody who is in charge of it for a time."
        )

    def act(self, cleaned):
        add_position(
            person=self.person,
            work=_work(cleaned),
            started_on=cleaned["started_on"],
            ended_on=cleaned["ended_on"],
        )


class ChangePrimary(StaffMemberForm):
    form_class = PrimaryPositionForm
    submit = gettext_lazy("Change the primary position")
    done = gettext_lazy("The primary position is changed.")

    def get_page_title(self):
        return _("Primary position: %(person)s") % {"person": self.person}

    @property
    def intro(self):
        return _(
            "The position held until now ends the day before and stays in the history. The next staff "
            "list has the last word: have it say the same."
        )

    def act(self, cleaned):
        change_primary(
            person=self.person,
            work=_work(cleaned),
            from_day=cleaned["started_on"],
            keeps_former=cleaned["keeps_former"],
            by=self.viewer,
        )


class EndPosition(StaffMemberForm):
    form_class = LastDayForm
    submit = gettext_lazy("End the position")
    done = gettext_lazy("The position ends on that day.")

    @cached_property
    def position(self):
        secondary = Position.objects.filter(is_primary=False)
        return get_object_or_404(secondary, person=self.person, pk=self.kwargs["pk"])

    def get_page_title(self):
        return _("End of a position: %(position)s") % {"position": self.position}

    def act(self, cleaned):
        end_position(position=self.position, last_day=cleaned["last_day"])


class AddDelegation(StaffMemberForm):
    """Names a stand-in where the manager cannot any more. For training managers."""

    form_class = DelegationForm
    submit = gettext_lazy("Name the stand-in")
    done = gettext_lazy("The stand-in is named.")

    @property
    def teams(self):
        return teams_lendable_by(self.person, on=today()).order_by("path")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"teams": self.teams}

    def get_page_title(self):
        return _("Stand-in: %(person)s") % {"person": self.person}

    @property
    def intro(self):
        if not self.teams.exists():
            return _("This person manages no team today: there is nothing to lend.")
        return _(
            "The stand-in sees what this manager sees of the team. Both find it in their data."
        )

    def act(self, cleaned):
        delegate_team(manager=self.person, recorded_by=self.viewer, **cleaned)


class EndDelegation(StaffMemberForm):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        theirs = delegations_visible_to(self.person)
        delegation = get_object_or_404(theirs, uuid=self.kwargs["delegation"])
        end_delegation(delegation=delegation)
        messages.success(request, _("It is over from today."))
        return redirect(self.get_success_url())
