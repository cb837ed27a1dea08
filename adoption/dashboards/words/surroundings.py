"""Words of what stands around a team, a line for each subject: each names whose it is."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from adoption.contacts.enums import Tap
from adoption.contacts.words.front_desk import tap_count_text
from adoption.dashboards.words.organisation_summary import SummaryLine
from adoption.foundation.words.months import month_text
from adoption.targets.queries.targets import TargetProgress
from adoption.targets.words import summary_text
from adoption.team_actions.queries.surroundings import Surroundings
from adoption.team_actions.words import mandatory_due_text
from core.typography import day_text, format_number
from people.models import Team


def surrounding_lines(
    around: Surroundings, lineage: Sequence[Team], *, follows: bool
) -> list[SummaryLine]:
    """Lines about the team, its site, and the smallest group whose ambassadors may be told; none of who or how many came.

    `follows`: whether this reader may open by name who did the mandatory training.
    """
    training = _training(around) if follows else None
    lines = (training, _workshop(around), _ambassadors(lineage), _desk(around))
    return [line for line in lines if line is not None]


def target_lines(targets: Sequence[TargetProgress], lineage: Sequence[Team]) -> list[SummaryLine]:
    """Lines about targets of a wider group, which each names."""
    names = {team.pk: team.name for team in lineage}
    return [
        SummaryLine(
            _("Target, %(group)s") % {"group": names[target.target.team_id]},
            summary_text(target),
            "",
            "",
        )
        for target in targets
    ]


def _training(around: Surroundings) -> SummaryLine:
    """Tell counts where the group has ten people and more; of fewer, as of more than 200, the link alone."""
    training, text = around.mandatory, ""
    if training is not None:
        late = _("Late: %(count)s.") % {"count": format_number(training.late)}
        text = " ".join(
            part for part in (late if training.late else "", mandatory_due_text(training)) if part
        )
        text = text or _("Nothing is late, and nothing is due.")
    title, link = _("Mandatory training, this team"), _("By name, done or not")
    return SummaryLine(title, text, link, reverse("learning:mandatory"))


def _workshop(around: Surroundings) -> SummaryLine | None:
    if not around.site:
        return None
    title = _("Workshops at %(site)s, where most of this team works") % {"site": around.site}
    held = _("Held this quarter: %(count)s.") % {"count": format_number(around.workshops_held)}
    if around.lacks_workshop:
        text = _("None this quarter, and none to come.")
    elif around.workshop is None:
        text = " ".join((held, _("None is to come.")))
    else:
        day = day_text(around.workshop.starts_at, "j F Y")
        coming = _("The next one is on %(day)s.") % {"day": day}
        text = " ".join((held, coming)) if around.workshops_held else coming
    return SummaryLine(title, text, _("The dates"), reverse("workshops:index"))


def _ambassadors(lineage: Sequence[Team]) -> SummaryLine | None:
    told = ((team, getattr(team, "ambassadors", None)) for team in lineage)
    team, count = next(((team, count) for team, count in told if count is not None), (None, 0))
    if team is None:
        return None
    text = ngettext("%(count)s ambassador.", "%(count)s ambassadors.", count)
    text = text % {"count": format_number(count)} if count else _("Nobody yet.")
    title = _("Ambassadors, %(group)s") % {"group": team.name}
    return SummaryLine(title, text, "", "")


def _desk(around: Surroundings) -> SummaryLine | None:
    """What the desk of the site met, where it is published exactly."""
    exact = {
        tap: figure
        for tap, figure in around.desk.items()
        if figure.low is not None and figure.low == figure.high
    }
    if not exact or around.desk_month is None:
        return None
    noted = (
        pgettext("at the desk", "%(what)s: %(count)s")
        % {"what": tap.label, "count": tap_count_text(exact[tap])}
        for tap in Tap
        if tap in exact
    )
    title = _("The desk of %(site)s, %(month)s") % {
        "site": around.site,
        "month": month_text(around.desk_month),
    }
    return SummaryLine(
        title, f"{'; '.join(noted)}.", _("All the desks"), reverse("adoption:front_desk")
    )
