from django.db.models import QuerySet

from adoption.dashboards.models import SavedView
from people.models import Person
from people.policies import active_seal


def saved_views_visible_to(person: Person) -> QuerySet[SavedView]:
    """The person's own views, excluding those from before the account was reopened while it is sealed."""
    own = SavedView.objects.filter(person=person)
    seal = active_seal(person)
    return own.filter(changed_at__gt=seal.since) if seal else own
