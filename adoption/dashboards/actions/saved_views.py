"""Save, rename, reorder and delete one's own views, and choose the one that opens with the page."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from adoption.dashboards.models import SavedView
from people.actions.privacy import lock_person
from people.models import Person


MOST = 50


@transaction.atomic
def save_view(*, person: Person, name: str, query: str, is_default: bool = False) -> SavedView:
    """Save the filters under a name; a view of the same name is overwritten."""
    lock_person(person=person)
    own = SavedView.objects.filter(person=person)
    view = own.filter(name=name).first()
    if view is None:
        if own.count() >= MOST:
            raise ValidationError(
                _("You have %(most)s views already: delete one first.") % {"most": MOST},
                code="most",
            )
        last = own.aggregate(last=Max("place"))["last"]
        view = SavedView(person=person, name=name, place=0 if last is None else last + 1)
    view.query = query
    _write(view)
    if is_default:
        _open_with_the_page(view)
    return view


@transaction.atomic
def rename_view(*, view: SavedView, name: str) -> None:
    """Rename a view. Raises ValidationError for an empty name or one already used by its owner."""
    lock_person(person=view.person)
    view.name = name
    _write(view)


@transaction.atomic
def choose_default(*, view: SavedView, is_default: bool) -> None:
    lock_person(person=view.person)
    if is_default:
        _open_with_the_page(view)
        return
    SavedView.objects.filter(pk=view.pk).update(is_default=False, changed_at=Now())


@transaction.atomic
def move_view(*, view: SavedView, is_up: bool) -> bool:
    """Move a view one place up or down; return False at the end of the list."""
    lock_person(person=view.person)
    views = list(SavedView.objects.filter(person=view.person))
    place = next((at for at, other_view in enumerate(views) if other_view.pk == view.pk), None)
    if place is None:
        return False
    other = place + (-1 if is_up else 1)
    if not 0 <= other < len(views):
        return False
    views[place], views[other] = views[other], views[place]
    for at, each in enumerate(views):
        each.place = at
    SavedView.objects.bulk_update(views, ["place"])
    return True


def delete_view(*, view: SavedView) -> None:
    SavedView.objects.filter(pk=view.pk).delete()


def _write(view: SavedView) -> None:
    view.name = " ".join(view.name.split())
    view.clean_fields(exclude=["changed_at", "is_default", "place"])
    view.validate_constraints(exclude=["changed_at", "is_default", "place"])
    view.changed_at = Now()
    view.save()


def _open_with_the_page(view: SavedView) -> None:
    SavedView.objects.filter(person=view.person, is_default=True).update(is_default=False)
    SavedView.objects.filter(pk=view.pk).update(is_default=True, changed_at=Now())
