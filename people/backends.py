from django.contrib.auth.backends import ModelBackend
from django.db.models import Q

from people.models import Person


class EmailOrStaffNumberBackend(ModelBackend):
    """Signs in by e-mail address or staff number: not everybody has an address."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        name = username.strip()
        person = (
            Person.objects.filter(Q(staff_number=name) | Q(email__iexact=name)).order_by("pk").first()
        )
        if person is None:
            Person().set_password(password)  # as long as for somebody who exists
            return None
        if person.check_password(password) and self.user_can_authenticate(person):
            return person
        return None
