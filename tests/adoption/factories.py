from datetime import date

import factory

from adoption.usage.enums import DeclaredUse
from adoption.usage.models import Declaration, PortalLink, UsageDay, UseGoal, UseTick
from adoption.usage.pseudonyms import subject_of
from cms.models import Portal, PortalService


class PortalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Portal

    name = factory.Sequence(lambda n: f"Portail {n}")
    slug = factory.Sequence(lambda n: f"portail-{n}")


class PortalServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PortalService

    portal = factory.SubFactory(PortalFactory)
    name = factory.Sequence(lambda n: f"Service {n}")
    slug = factory.Sequence(lambda n: f"service-{n}")


class PortalLinkFactory(factory.django.DjangoModelFactory):
    """Of `person`."""

    class Meta:
        model = PortalLink
        exclude = ["person"]

    portal = factory.SubFactory(PortalFactory)
    pseudonym = factory.Sequence(lambda n: f"p-{n:06d}")
    subject = factory.LazyAttribute(lambda link: subject_of(link.person))
    linked_on = date(2026, 1, 1)


class UsageDayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UsageDay

    portal = factory.SubFactory(PortalFactory)
    pseudonym = factory.Sequence(lambda n: f"p-{n:06d}")
    service = factory.SubFactory(PortalServiceFactory, portal=factory.SelfAttribute("..portal"))
    day = date(2026, 10, 6)


class DeclarationFactory(factory.django.DjangoModelFactory):
    """Of `person`."""

    class Meta:
        model = Declaration
        exclude = ["person"]

    portal = factory.SubFactory(PortalFactory)
    subject = factory.LazyAttribute(lambda declaration: subject_of(declaration.person))
    month = date(2026, 10, 1)
    answer = DeclaredUse.YES_NOW_AND_THEN


class UseGoalFactory(factory.django.DjangoModelFactory):
    """Of `person`."""

    class Meta:
        model = UseGoal
        exclude = ["person"]

    service = factory.SubFactory(PortalServiceFactory)
    subject = factory.LazyAttribute(lambda goal: subject_of(goal.person))
    cadence = "monthly"
    since = date(2026, 9, 1)


class UseTickFactory(factory.django.DjangoModelFactory):
    """Of `person`."""

    class Meta:
        model = UseTick
        exclude = ["person"]

    service = factory.SubFactory(PortalServiceFactory)
    subject = factory.LazyAttribute(lambda tick: subject_of(tick.person))
    month = date(2026, 10, 1)
