from datetime import UTC, date, datetime

import factory

from people.actions.notices import record_notice_seen
from people.enums import IdentityProof, PersonKind
from people.models import Delegation, Job, JobFamily, Partner, Person, Position, Site, Team
from people.notices import AT_SIGN_IN
from people.queries.notices import current_notices


def informed(person):
    """The same, who has read the notices of a first sign-in."""
    record_notice_seen(person=person, shown=current_notices(AT_SIGN_IN))
    return person


PROVEN = {
    "identity_proven_at": datetime(2019, 1, 7, 9, tzinfo=UTC),
    "identity_proof": IdentityProof.SINGLE_SIGN_ON,
}


def prove_everybody():
    """Those whom a list has made: figures count whoever proved who they are."""
    Person.objects.update(**PROVEN)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    staff_number = factory.Sequence(lambda n: f"P{n:05d}")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Durand{n}")
    email = factory.LazyAttribute(lambda person: f"{person.staff_number.lower()}@exemple.fr")
    employed_from = date(2019, 1, 7)
    identity_proven_at = PROVEN["identity_proven_at"]
    identity_proof = PROVEN["identity_proof"]


class TeamFactory(factory.django.DjangoModelFactory):
    """A child of `parent`, or of the organisation's root."""

    class Meta:
        model = Team

    parent = None
    name = factory.Sequence(lambda n: f"Équipe {n}")
    code = factory.SelfAttribute("name")

    @classmethod
    def _create(cls, model_class, *args, parent, **kwargs):
        return (parent or Team.objects.organisation()).add_child(instance=model_class(**kwargs))


class SiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Site

    name = factory.Sequence(lambda n: f"Site {n}")


class JobFamilyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JobFamily

    name = factory.Sequence(lambda n: f"Famille {n}")


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job

    name = factory.Sequence(lambda n: f"Métier {n}")
    family = factory.SubFactory(JobFamilyFactory)


class PositionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Position

    person = factory.SubFactory(PersonFactory)
    team = factory.SubFactory(TeamFactory)
    started_on = date(2019, 1, 7)


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"Maison France services {n}")


class ExternalFactory(PersonFactory):
    """A partner's learner, who is in no team."""

    kind = PersonKind.EXTERNAL
    partner = factory.SubFactory(PartnerFactory)
    employed_until = date(2099, 12, 31)


class DelegationFactory(factory.django.DjangoModelFactory):
    """Give it a `manager` of its `team`, else it lends nothing."""

    class Meta:
        model = Delegation

    manager = factory.SubFactory(PersonFactory)
    delegate = factory.SubFactory(PersonFactory)
    team = factory.SubFactory(TeamFactory)
    started_on = date(2019, 1, 7)
    ended_on = date(2099, 12, 31)
