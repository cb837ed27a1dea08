"""Pages of the tree of teams: renamed, moved with its consequences shown before, closed."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from core.collation import truncate_search
from core.dates import today
from people.actions.organisation import close_team, move_team, rename_team, reopen_team
from people.forms.organisation import LastDayForm, MoveForm, NameForm
from people.forms.teams import UNDECIDED
from people.models import Team
from people.organisation_views.access import OrganisationPage, refusal_as_message
from people.policies import teams_visible_to
from people.queries.teams import (
    ancestor_names,
    consequences_of_move,
    teams_found_with_sizes,
    tree_opened_at,
)


class TeamListPage(OrganisationPage, TemplateView):
    page_title = gettext_lazy("Teams")
    template_name = "people/admin/teams.html"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": _("Organisation")}]

    def get_context_data(self, **kwargs):
        teams = teams_visible_to(self.viewer)
        search = truncate_search(self.request.GET.get("q", "").replace("\0", "").strip())
        if search:
            tree = teams_found_with_sizes(teams, search, today())
        else:
            key = self.request.GET.get("ouvert", "")
            is_key = key.isascii() and key.isdecimal() and len(key) <= 9
            tree = tree_opened_at(teams, int(key) if is_key else None, today())
        above = ancestor_names(tree.teams) if search else {}
        return super().get_context_data(**kwargs) | {
            "tree": tree,
            "search": search,
            "lines": [_team_line(team, tree, above) for team in tree.teams],
        }


def _team_line(team, tree, above):
    """Return a team with `toggle`, whose branch is opened or closed by a link: the key of the one to open then."""
    parent = team.path[: -Team.steplen]
    is_open = team.path in tree.opened
    keys = {team.path: team.pk for team in tree.teams if team.path in tree.opened}
    closable = team.numchild and team.depth > 1 and not tree.is_whole
    toggle = (keys.get(parent) if is_open else team.pk) if closable else None
    return {"team": team, "above": above.get(parent, ""), "toggle": toggle, "is_open": is_open}


class SingleTeamPage(OrganisationPage, TemplateView):
    @cached_property
    def team(self):
        return get_object_or_404(teams_visible_to(self.viewer), pk=self.kwargs["pk"])

    @property
    def possible_parents(self):
        teams = teams_visible_to(self.viewer).filter(closed_on=None)
        return teams.exclude(path__startswith=self.team.path)


class TeamDetailPage(SingleTeamPage):
    """A team, which readers see; `verb` says which of its forms was sent."""

    template_name = "people/admin/team.html"

    def get_page_title(self):
        return str(self.team)

    def get_context_data(self, **kwargs):
        forms = {
            "rename_form": NameForm(initial={"name": self.team.name}),
            "close_form": LastDayForm(),
        }
        return super().get_context_data(**kwargs) | {
            **forms,
            **kwargs,
            "team": self.team,
            "parent": self.team.get_parent(),
            "move_form": MoveForm(
                initial={"parent": self.team.get_parent()}, parents=self.possible_parents
            ),
            "may_write": self.may_write,
        }

    def post(self, request, *args, **kwargs):
        self.refuse_readers()
        verbs = {"rename": self.rename, "close": self.close, "reopen": self.reopen}
        verb = verbs.get(request.POST.get("verb", ""))
        if verb is None:
            raise Http404
        return verb(request)

    def rename(self, request):
        form = NameForm(request.POST)
        return self.do(
            form, "rename_form", lambda: rename_team(team=self.team, **form.cleaned_data)
        )

    def close(self, request):
        form = LastDayForm(request.POST)
        return self.do(form, "close_form", lambda: close_team(team=self.team, **form.cleaned_data))

    def reopen(self, request):
        reopen_team(team=self.team)
        return self.done()

    def do(self, form, name, act):
        if form.is_valid():
            try:
                act()
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                return self.done()
        return self.render_to_response(self.get_context_data(**{name: form}))

    def done(self):
        messages.success(self.request, _("The team is changed."))
        return redirect("organisation_admin:team", pk=self.team.pk)


class MoveTeam(SingleTeamPage):
    """Shows on GET what the move would change; moves on POST."""

    template_name = "people/admin/team_move.html"

    def get_page_title(self):
        return _("Move %(team)s") % {"team": self.team}

    def asked_parent(self, request):
        """Return the team that was chosen; None where what was typed does not say which."""
        form = MoveForm(request.GET, parents=self.possible_parents)
        if form.is_valid():
            return form.cleaned_data["parent"]
        if any(error.code != UNDECIDED for error in form.errors.as_data()["parent"]):
            raise Http404
        self.extra_context = {"move_form": form}
        return None

    def parent(self, asked):
        """Return the requested team; 404 for one that is not there, or below the one that moves."""
        if not asked.isascii() or not asked.isdecimal() or len(asked) > 9:
            raise Http404
        return get_object_or_404(self.possible_parents, pk=int(asked))

    def get(self, request, *args, **kwargs):
        self.refuse_readers()
        parent = self.asked_parent(request)
        if parent is None:
            return self.render_to_response(self.get_context_data(team=self.team))
        move = consequences_of_move(self.team, parent, today())
        context = self.get_context_data(team=self.team, parent=parent, move=move)
        return self.render_to_response(context)

    def post(self, request, *args, **kwargs):
        self.refuse_readers()
        parent = self.parent(request.POST.get("parent", ""))
        try:
            move_team(team=self.team, parent=parent, by=self.viewer)
        except ValidationError as error:
            refusal_as_message(request, error)
        else:
            messages.success(request, _("The team is moved."))
        return redirect(reverse("organisation_admin:team", args=[self.team.pk]))
