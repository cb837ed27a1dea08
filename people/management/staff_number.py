from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from people.models import Person


def person_with_number(staff_number: str) -> Person:
    """Return the person of this number. Raises CommandError with returncode 2 where nobody has it."""
    try:
        return Person.objects.get(staff_number=staff_number)
    except Person.DoesNotExist as error:
        message = _("Nobody has staff number %(number)s.") % {"number": staff_number}
        raise CommandError(message, returncode=2) from error
