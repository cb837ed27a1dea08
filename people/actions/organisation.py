"""Corrects teams, sites and jobs by hand. The next staff list may say otherwise: it has the last word."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import today
from core.registry import notify_merged, notify_staffing_changed
from people.actions.locks import lock_organisation
from people.actions.positions import refuse_closed_day
from people.actions.team_makeup import refuse_to_fill_parent
from people.models import Job, JobFamily, Person, Position, Team
from people.staffing import ONE_DAY


DEEPEST = 60  # as a staff list allows


@transaction.atomic
def rename_team(*, team: Team, name: str) -> None:
    """Rename a team, which is sorted again among its neighbours. Its code in the staff list stays."""
    lock_organisation()
    team = Team.objects.get(pk=team.pk)
    team.name = name
    team.full_clean(exclude=["path", "depth", "numchild"])
    team.save(update_fields=["name"])
    if not team.is_root():
        team.move(team.get_parent(), "sorted-child")


@transaction.atomic
def move_team(*, team: Team, parent: Team, by: Person | None = None) -> None:
    """Move a team with all below it. Published months keep the tree of their day. Raises ValidationError."""
    lock_organisation()
    team, parent = Team.objects.get(pk=team.pk), Team.objects.get(pk=parent.pk)
    if team.is_root():
        raise ValidationError(_("The organisation itself stays at the top."), code="root")
    if parent == team or parent.is_descendant_of(team):
        raise ValidationError(_("A team cannot stand below itself."), code="loop")
    if parent.closed_on is not None:
        raise ValidationError(_("“%(team)s” is closed.") % {"team": parent}, code="closed_team")
    deepest = max(team.get_descendants().values_list("depth", flat=True), default=team.depth)
    if parent.depth + 1 + deepest - team.depth > DEEPEST:
        raise ValidationError(_("The tree would be too deep there."), code="deep")
    refuse_to_fill_parent(by=by, team=team, parent=parent, on=today())
    team.move(parent, "sorted-child")
    notify_staffing_changed()


@transaction.atomic
def close_team(*, team: Team, last_day: date) -> None:
    """Close a team. Raises ValidationError where somebody or another open team would be left in it."""
    lock_organisation()
    team = Team.objects.get(pk=team.pk)
    if team.is_root():
        raise ValidationError(_("The organisation itself is never closed."), code="root")
    refuse_closed_day(last_day + ONE_DAY)
    if team.get_descendants().filter(closed_on=None).exists():
        raise ValidationError(_("Close or move the teams below it first."), code="below")
    left = Position.objects.filter(Q(ended_on=None) | Q(ended_on__gt=last_day), team=team).count()
    if left:
        text = ngettext(
            "%(count)s position goes on in this team after that day.",
            "%(count)s positions go on in this team after that day.",
            left,
        )
        raise ValidationError(text % {"count": left}, code="held")
    Team.objects.filter(pk=team.pk).update(closed_on=last_day)


def reopen_team(*, team: Team) -> None:
    Team.objects.filter(pk=team.pk).update(closed_on=None)


def rename_reference(*, thing: models.Model, name: str) -> None:
    """Rename a site, a job or a family. Raises ValidationError where another has the name."""
    if type(thing)._default_manager.filter(name=name).exclude(pk=thing.pk).exists():
        raise ValidationError(
            _("Another one is called “%(name)s”: merge the two.") % {"name": name}, code="taken"
        )
    type(thing)._default_manager.filter(pk=thing.pk).update(name=name)


@transaction.atomic
def move_job(*, job: Job, family: JobFamily | None) -> None:
    Job.objects.filter(pk=job.pk).update(family=family)
    notify_staffing_changed()


@transaction.atomic
def merge_references(*, kept: models.Model, other: models.Model) -> None:
    """Merge two spellings of one site, job or family: all that points at the other points at the one kept.

    Rows of every app are repointed. Raises ValidationError where the two cannot stand for one another.
    """
    if type(kept) is not type(other) or kept.pk == other.pk:
        raise ValidationError(_("Choose another one of the same kind."), code="same")
    try:
        with transaction.atomic():
            for relation in other._meta.related_objects:
                _repoint(relation, kept, other)
            notify_merged(kept, other)
            type(other)._default_manager.filter(pk=other.pk).delete()
    except (IntegrityError, ProtectedError) as error:
        raise ValidationError(
            _("Both are in use at one place, where only one may stand."), code="collision"
        ) from error


def _repoint(relation, kept: models.Model, other: models.Model) -> None:
    name = relation.field.name
    owners = relation.related_model._default_manager.filter(**{name: other.pk})
    if not relation.many_to_many:
        owners.update(**{name: kept.pk})
        return
    for owner in owners.order_by("pk"):
        getattr(owner, name).add(kept)
        getattr(owner, name).remove(other)
