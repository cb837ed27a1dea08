from django.contrib.auth.backends import ModelBackend
from django.db.models import Q

from core.dates import today
from people.models import Person
from people.queries.signed_in import signed_in_person


def person_by_identifier(name: str) -> Person | None:
    """Return the person with this staff number or e-mail address, or None."""
    if not name:
        return None
    named = Person.objects.filter(Q(staff_number=name) | Q(email__iexact=name))
    return named.order_by("pk").first()


class EmailOrStaffNumberBackend(ModelBackend):
    """Authenticates by e-mail address or staff number: not everybody has an address."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        person = person_by_identifier(username.strip())
        if person is None:
            Person().set_password(password)  # as long as for somebody who exists
            return None
        if person.check_password(password) and self.user_can_authenticate(person):
            return person
        return None

    def get_user(self, user_id):
        person = signed_in_person(user_id, on=today())
        return person if person and self.user_can_authenticate(person) else None

    def user_can_authenticate(self, user):
        """Whether employment lasts; an open session ends with it too."""
        return not user.has_left(today()) and super().user_can_authenticate(user)
