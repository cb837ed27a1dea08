"""The demo's command where it is called wrongly; tests/e2e and tests/parts seed one in earnest."""

import pytest
from django.core.management import ManagementUtility, call_command
from django.core.management.base import CommandError
from django.utils import translation

from adoption.publishing.models import Publication
from ambassadors.workshops.models import Seat
from cms.models import OrganisationSettings, Portal, PortalRelease, ReleasedService
from demo.campaign.reading import DEFAULT, campaign_named, campaign_names
from learning.models import Assignment
from learning.queries.variants import last_variant
from people.models import Person
from tests.people.factories import PersonFactory


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--staff", "59"], "60"),
        (["--staff", "many"], "70000"),
        (["--months", "0"], "60"),
        (["--seed", "x"], "--seed"),
        (["--campaign", "x"], "batigere"),
    ],
)
def test_arguments_out_of_bounds_exit_2_and_say_the_bounds(arguments, expected, capsys):
    with pytest.raises(SystemExit) as exited:
        ManagementUtility(["manage.py", "seed_demo", *arguments]).execute()

    assert exited.value.code == 2
    assert expected in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.django_db
def test_an_installation_with_people_is_left_alone(capsys):
    person = PersonFactory()

    with translation.override("en"):
        with pytest.raises(CommandError, match="people already") as error:
            call_command("seed_demo")
        call_command("seed_demo", "--if-empty")

    assert error.value.returncode == 1
    assert "kept as it is" in capsys.readouterr().out
    assert Person.objects.get() == person


@pytest.mark.django_db
def test_a_demo_of_another_campaign_is_not_taken_for_the_one_asked_for(capsys):
    PersonFactory()
    OrganisationSettings.objects.update_or_create(
        defaults={"name": campaign_named(DEFAULT).settings.name}
    )

    with (
        translation.override("en"),
        pytest.raises(CommandError, match="another campaign: add --fresh"),
    ):
        call_command("seed_demo", "--if-empty", "--campaign", "cpam")
    call_command("seed_demo", "--if-empty", "--campaign", DEFAULT)


@pytest.mark.full
@pytest.mark.django_db
@pytest.mark.parametrize("name", [campaign for campaign in campaign_names() if campaign != DEFAULT])
def test_each_campaign_comes_in_by_the_ordinary_doors(name):
    """The default one is what every story of the browser plays."""
    call_command("seed_demo", "--campaign", name, "--staff", "60", "--months", "3")

    campaign = campaign_named(name)
    assert OrganisationSettings.load().name == campaign.settings.name
    assert {portal.slug for portal in Portal.objects.all()} == {
        portal.slug for portal in campaign.settings.portals
    }
    releases = campaign.calendar.releases
    assert set(PortalRelease.objects.values_list("version", flat=True)) == {
        release.version for release in releases
    }
    assert ReleasedService.objects.count() == sum(len(release.services) for release in releases)
    assert last_variant() == campaign.settings.variant
    out = Publication.objects.out().order_by().values_list("portal").distinct()
    assert out.count() == len(campaign.settings.portals)
    for partner in campaign.invented.partners:
        learners = Person.objects.external().filter(partner__name=partner.name)
        assert Seat.objects.filter(person__in=learners).exists() == bool(partner.workshop)
        assert Assignment.objects.filter(person__in=learners).exists() == bool(partner.path)
