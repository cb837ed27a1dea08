from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from people.enums import ImportKind
from people.models import ImportMapping


def saved_mapping(kind: ImportKind, name: str | None) -> ImportMapping | None:
    """Return a mapping by its name; None for no name.

    Raises CommandError with returncode 2 where none is called so, and says which are.
    """
    if name is None:
        return None
    mappings = ImportMapping.objects.filter(kind=kind)
    try:
        return mappings.get(name=name)
    except ImportMapping.DoesNotExist as error:
        known = ", ".join(mappings.order_by("name").values_list("name", flat=True))
        message = _("No mapping of this kind of file is called %(name)s. There are: %(known)s.")
        raise CommandError(message % {"name": name, "known": known or "–"}, returncode=2) from error
