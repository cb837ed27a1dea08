"""Parameters of the programme page: which groups it shows, never in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from adoption.dashboards.queries.programme import PopulationFilter
from adoption.dashboards.views.team import MONTH, PORTAL, TEAM
from adoption.foundation.indicators import ACCOUNT, HABIT, KNOWN, USED, Definition
from adoption.foundation.periods import Month
from adoption.foundation.policies import may_read_every_figure
from adoption.foundation.views.query_parameters import (
    one_or_404,
    one_or_404_unless_empty,
    refuse_unknown_parameters,
    team_key,
)
from adoption.publishing.models import Publication
from adoption.publishing.policies import populations_visible_to
from adoption.publishing.queries.populations import MOST, top_of_tree
from adoption.publishing.queries.published import (
    open_portals,
    publications_of,
    publications_of_any,
)
from cms.models import Portal
from cms.queries import organisation
from core.dates import today
from people.models import Team


INDICATOR, DEPTH, ONLY_SHOWN = "indicateur", "niveaux", "affiches"
PAGE_NUMBER = "page"
FILTERS = (PORTAL, MONTH, TEAM, INDICATOR, DEPTH, ONLY_SHOWN)
STEPS = (USED, ACCOUNT, HABIT, KNOWN)  # use first: it alone is published of every group
DEPTHS = ("1", "2", "3")
YES = "oui"


@dataclass(frozen=True, slots=True)
class Selection:
    """Validated parameters. `branch`: the group whose part of the table is shown; None for all.

    `indicator`: the one column of the table that is asked for; None for all. `depth`: so many levels below
    the branch, None for all. `is_latest`: whether the month is the latest that is published.
    """

    portals: list[Portal]
    portal: Portal
    publications: list[Publication]
    publication: Publication | None
    root: Team
    branches: list[Team]
    branch: Team | None
    indicator: Definition | None
    depth: int | None
    only_shown: bool
    organisation: str

    @property
    def steps(self) -> tuple[Definition, ...]:
        return (self.indicator,) if self.indicator else STEPS

    @property
    def shown(self) -> PopulationFilter:
        top = self.branch or self.root
        deepest = top.depth + self.depth if self.depth is not None else None
        codes = tuple(step.code for step in self.steps) if self.only_shown else ()
        return PopulationFilter(self.branch, deepest, codes)

    @property
    def month(self) -> str:
        return str(Month.containing(self.publication.month)) if self.publication else ""

    @property
    def is_latest(self) -> bool:
        return not self.publications or self.publication == self.publications[0]

    @property
    def whole(self) -> str:
        """Return the same selection for the whole organisation."""
        return urlencode({PORTAL: self.portal.slug, MONTH: self.month})

    @property
    def query(self) -> str:
        return urlencode({PORTAL: self.portal.slug, MONTH: self.month} | self._of_the_table())

    @property
    def lasting(self) -> str:
        """Return the query string to save: the latest month stays “the latest”."""
        month = {} if self.is_latest else {MONTH: self.month}
        return urlencode({PORTAL: self.portal.slug} | month | self._of_the_table())

    @property
    def is_filtered(self) -> bool:
        return bool(self._of_the_table())

    def _of_the_table(self) -> dict[str, Any]:
        selection = {
            TEAM: self.branch.pk if self.branch else None,
            INDICATOR: self.indicator.code if self.indicator else None,
            DEPTH: self.depth,
            ONLY_SHOWN: YES if self.only_shown else None,
        }
        return {name: value for name, value in selection.items() if value is not None}


def read_selection(request: HttpRequest, given: QueryDict | None = None) -> Selection:
    """Read the parameters; 404 for invalid ones and for people who may not read every figure."""
    given = request.GET if given is None else given
    if not may_read_every_figure(request.user):
        raise Http404
    refuse_unknown_parameters(given, {*FILTERS, PAGE_NUMBER})
    portals = open_portals()
    portal = one_or_404(portals, given.get(PORTAL) or None, lambda portal: portal.slug)
    publications = publications_of(portal)
    visible = populations_visible_to(request.user, on=today())
    key = team_key(given[TEAM]) if given.get(TEAM) else None
    root, branches, branch = top_of_tree(visible, key=key)
    root.name = organisation(request).name
    if key is not None and branch is None:
        raise Http404
    return Selection(
        portals=portals,
        portal=portal,
        publications=publications,
        publication=one_or_404_unless_empty(
            publications,
            given.get(MONTH) or None,
            lambda publication: str(Month.containing(publication.month)),
            elsewhere=lambda: publications_of_any(portals),
        ),
        root=root,
        branches=branches if len(branches) <= MOST else [],
        branch=None if branch == root else branch,
        indicator=_one_or_none(STEPS, given.get(INDICATOR), lambda step: step.code),
        depth=_one_or_none([int(depth) for depth in DEPTHS], given.get(DEPTH), str),
        only_shown=_one_or_none([YES], given.get(ONLY_SHOWN), str) is not None,
        organisation=root.name,
    )


def filter_choices(selection: Selection, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the form's select lists with the chosen values; lists with nothing to choose from are left out."""
    everything = ("", _("All"))
    months = [
        (str(Month.containing(publication.month)), publication)
        for publication in selection.publications
    ]
    levels = {"1": _("One level"), "2": _("Two levels"), "3": _("Three levels")}
    return (
        [
            {
                "name": INDICATOR,
                "label": _("Column"),
                "options": [everything, *((step.code, titles[step.code]) for step in STEPS)],
                "chosen": selection.indicator.code if selection.indicator else "",
            },
            {
                "name": DEPTH,
                "label": _("How deep"),
                "options": [everything, *levels.items()],
                "chosen": "" if selection.depth is None else str(selection.depth),
            },
            {
                "name": ONLY_SHOWN,
                "label": _("Groups"),
                "options": [everything, (YES, _("Only those with a figure"))],
                "chosen": YES if selection.only_shown else "",
            },
        ]
        if months
        else []
    )


def _one_or_none(things, text, written):
    return one_or_404(things, text, written) if text else None
