"""Coverage: what is shown of which group, and what nobody can work out."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ambassadors.help.coverage import (
    CoverageCounts,
    publishable_in_tree,
    publishable_parts,
    sorted_by_need,
)
from ambassadors.help.queries.coverage import coverage_of_all, coverage_under
from core.dates import today
from people.enums import Role
from people.models import Person, Team
from tests.ambassadors.factories import AmbassadorFactory
from tests.growth import reads
from tests.people.factories import (
    ExternalFactory,
    PersonFactory,
    PositionFactory,
    SiteFactory,
    TeamFactory,
)


LEAST = 10


# --- The rule -----------------------------------------------------------------------------------------


@st.composite
def trees(draw):
    """Draw the own people of each team; a team lies below an earlier one."""
    own = draw(st.lists(st.integers(0, 25), min_size=1, max_size=25))
    above = {str(key): str(draw(st.integers(0, key - 1))) for key in range(1, len(own))}
    sizes = {str(key): number for key, number in enumerate(own)}
    for key in range(len(own) - 1, 0, -1):
        sizes[above[str(key)]] += sizes[str(key)]
    return sizes, above


@given(trees())
def test_no_group_is_shown_or_left_over_with_a_few_people(tree):
    sizes, above = tree

    shown = publishable_in_tree(sizes, above, least=LEAST)

    for key in shown:
        assert sizes[key] >= LEAST
        assert key not in above or above[key] in shown
        below = sum(sizes[group] for group in shown if above.get(group) == key)
        assert sizes[key] == below or sizes[key] - below >= LEAST


@given(trees())
def test_the_same_organisation_gives_the_same_rows_whatever_their_order(tree):
    sizes, above = tree
    turned = dict(reversed(sizes.items()))

    assert publishable_in_tree(sizes, above, least=LEAST) == publishable_in_tree(
        turned, above, least=LEAST
    )


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=12), st.integers(0, 30))
def test_what_is_left_of_a_whole_is_nobody_or_enough(parts, rest):
    whole = sum(parts.values()) + rest

    apart = publishable_parts(whole, parts, least=LEAST)

    left = whole - sum(parts[key] for key in apart)
    assert left == 0 or left >= LEAST or not apart


def test_those_without_come_first_the_largest_before():
    rows = [
        CoverageCounts("a", 20, 1),
        CoverageCounts("b", 10, 0),
        CoverageCounts("c", 40, 0),
        CoverageCounts("d", 100, 1),
    ]

    assert [row.key for row in sorted_by_need(rows)] == ["c", "b", "d", "a"]


# --- On an organisation -------------------------------------------------------------------------------


@pytest.fixture
def division(db):
    return TeamFactory(name="Proximité")


def add_staff(team, number, *, helpers=0, site=None):
    people = PersonFactory.create_batch(number)
    for person in people:
        PositionFactory(person=person, team=team, site=site)
    for person in people[:helpers]:
        AmbassadorFactory(person=person)
    return people


def team_below(division, name):
    return TeamFactory(name=name, parent=division)


def counts_by_team(coverage):
    return {line.name: (line.row.staff, line.row.ambassadors) for line in coverage.teams}


@pytest.mark.django_db
def test_a_small_team_is_counted_with_the_one_above_only(division):
    add_staff(team_below(division, "Accueil"), 12, helpers=1)
    add_staff(team_below(division, "Courrier"), 11)
    add_staff(team_below(division, "Caisse"), 9, helpers=2)

    rows = counts_by_team(coverage_of_all(on=today()))

    assert "Caisse" not in rows
    assert rows["Proximité"] == (32, 3)
    assert "Courrier" not in rows, "else the nine follow by subtraction"
    assert rows["Accueil"] == (12, 1)


@pytest.mark.django_db
def test_who_left_partners_and_former_ambassadors_are_not_counted(division):
    team = team_below(division, "Accueil")
    people = add_staff(team, 12, helpers=3)
    people[0].ambassador.ended_at = people[0].created_at
    people[0].ambassador.save()
    Person.objects.filter(pk=people[1].pk).update(employed_until=today() - timedelta(days=1))
    PositionFactory(person=ExternalFactory(), team=team)

    assert counts_by_team(coverage_of_all(on=today()))["Accueil"] == (11, 1)


@pytest.mark.django_db
def test_who_pauses_is_an_ambassador_all_the_same(division):
    people = add_staff(division, 10, helpers=1)
    people[0].ambassador.is_paused = True
    people[0].ambassador.save()

    assert counts_by_team(coverage_of_all(on=today()))["Proximité"] == (10, 1)


@pytest.mark.django_db
def test_a_manager_reads_their_own_part_alone(client, division):
    own = team_below(division, "Accueil")
    add_staff(own, 12)
    add_staff(team_below(division, "Courrier"), 30, helpers=2)
    manager = PersonFactory()
    PositionFactory(person=manager, team=own, is_manager=True)
    client.force_login(manager)

    page = client.get(reverse("ambassadors:coverage")).content.decode()
    table = client.get(reverse("ambassadors:coverage_table")).content.decode()

    for read in (page, table):
        assert "Accueil" in read
        assert "Courrier" not in read
        assert "Proximité" not in read


@pytest.mark.django_db
def test_two_managers_side_by_side_find_no_part_that_is_hidden(division):
    """14 of 21: the seven others would follow."""
    site = SiteFactory()
    own, hidden = team_below(division, "Accueil"), team_below(division, "Caisse")
    add_staff(own, 14, site=site)
    add_staff(hidden, 7, helpers=1, site=site)

    above = coverage_under(Team.objects.filter(pk=division.pk), on=today())
    under = coverage_under(Team.objects.filter(pk=own.pk), on=today())

    assert counts_by_team(above) == {"Proximité": (21, 1)}
    assert counts_by_team(under) == {}
    assert above.sites == under.sites == []


@pytest.mark.django_db
def test_a_part_of_a_few_people_is_told_nothing(client, division):
    add_staff(division, 5, helpers=1)
    manager = PersonFactory()
    PositionFactory(person=manager, team=division, is_manager=True)
    client.force_login(manager)

    page = client.get(
        reverse("ambassadors:coverage"), headers={"accept-language": "en"}
    ).content.decode()

    assert "Too few people for figures" in page
    assert "<table" not in page


@pytest.mark.django_db
def test_of_two_positions_on_one_day_the_later_counts(division):
    former, present = team_below(division, "Accueil"), team_below(division, "Courrier")
    for team in (former, present):
        add_staff(team, 10)
    soon = today() + timedelta(days=9)
    for ended_on in (None, soon):
        [person] = add_staff(former, 1, helpers=1)
        person.positions.update(ended_on=soon)
        held = {"person": person, "team": present, "started_on": today()}
        PositionFactory(**held, ended_on=ended_on)

    counts = counts_by_team(coverage_of_all(on=today()))

    assert (counts["Accueil"], counts["Courrier"]) == ((10, 0), (12, 2))


@pytest.mark.django_db
def test_queries_and_rows_do_not_grow_with_the_staff(division):
    teams = [team_below(division, f"Équipe {number}") for number in range(3)]
    site = SiteFactory()

    def asked():
        for team in teams:
            add_staff(team, 12, helpers=1, site=site)
        with reads() as seen:
            coverage_of_all(on=today())
        return seen

    assert asked() == asked()


@pytest.mark.django_db
def test_the_training_manager_reads_all_of_it_in_the_administration(client, division):
    add_staff(division, 12)
    training = PersonFactory()
    training.groups.add(Group.objects.get(name=Role.TRAINING_MANAGER))
    client.force_login(training)

    page = client.get(reverse("ambassadors_admin:coverage")).content.decode()
    table = client.get(reverse("ambassadors_admin:coverage_table")).content.decode()

    assert "Proximité" in page
    assert "Proximité;" in table
