import csv
import string
from collections import Counter

import pytest

from demo.generation.files import write_files
from demo.generation.generator import generate_organisation
from demo.generation.months import shift_month
from demo.generation.names import ascii_folded, next_free_address


# Repeatable


def test_the_same_arguments_give_the_same_organisation(demo):
    assert generate_organisation() == demo


def test_another_seed_gives_other_people_and_other_lives(demo):
    other = generate_organisation(seed=2027)

    assert {p.last_name for p in other.people} != {p.last_name for p in demo.people}
    assert other.usage_files != demo.usage_files
    assert other.declarations != demo.declarations


def test_files_are_the_same_to_the_byte(demo, tmp_path):
    first = write_files(demo, tmp_path / "first")
    second = write_files(generate_organisation(), tmp_path / "second")

    assert [path.name for path in first] == [path.name for path in second]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize(
    "arguments", [{"staff": 59}, {"staff": 70_001}, {"months": 0}, {"months": 61}]
)
def test_sizes_out_of_bounds_are_refused(arguments):
    with pytest.raises(ValueError, match="must be between"):
        generate_organisation(**arguments)


@pytest.mark.parametrize(
    ("months", "last_month"), [(1, (2026, 10)), (4, (2024, 2)), (26, (2026, 1))]
)
def test_months_end_with_the_one_asked_for(months, last_month):
    demo = generate_organisation(staff=80, months=months, last_month=last_month)

    assert demo.months == tuple(shift_month(last_month, n - months + 1) for n in range(months))
    assert tuple(demo.staff_files) == tuple(demo.usage_files) == demo.months


# The organisation


def test_the_first_and_the_last_list_hold_the_staff_asked_for(demo):
    assert len(demo.staff_files[demo.months[0]]) == 407
    assert len(demo.staff_files[demo.months[-1]]) == 407


@pytest.mark.parametrize("staff", [60, 61, 99, 406, 408, 2_000])
def test_every_size_is_met_exactly(staff):
    demo = generate_organisation(staff=staff, months=2)

    assert len(demo.staff_files[demo.months[-1]]) == staff


def test_every_team_of_every_list_has_exactly_one_manager(any_demo):
    for rows in any_demo.staff_files.values():
        managers = Counter(row.team for row in rows if row.is_manager)

        assert managers == dict.fromkeys({row.team for row in rows}, 1)


def test_every_list_holds_the_parents_of_its_teams_and_one_root(any_demo):
    for rows in any_demo.staff_files.values():
        parents = {row.team: row.parent_team for row in rows}

        assert {parent for parent in parents.values() if parent} <= set(parents)
        assert [team for team, parent in parents.items() if parent is None] == [
            "Direction générale"
        ]


def test_the_tree_has_no_loop_and_at_most_three_levels_under_the_root(any_demo):
    parents = {team.name: team.parent for team in any_demo.teams}
    assert len(parents) == len(any_demo.teams)

    for above in parents.values():
        steps = 0
        while above is not None:
            steps, above = steps + 1, parents[above]
            assert steps <= 3


def test_bottom_teams_have_six_to_twenty_five_posts_and_some_are_too_small_to_publish(demo):
    rows = demo.staff_files[demo.months[0]]
    inner = {row.parent_team for row in rows}
    sizes = Counter(row.team for row in rows)
    bottom = [size for team, size in sizes.items() if team not in inner]

    assert 25 <= len(bottom) <= 30
    assert all(6 <= size <= 25 for size in bottom)
    assert sum(size < 10 for size in bottom) >= 3
    assert all(sizes[team] >= 2 for team in inner if team)


def test_no_team_outgrows_twenty_five_posts_in_a_large_organisation():
    demo = generate_organisation(staff=2_500, months=1)

    assert max(Counter(row.team for row in demo.staff_files[demo.months[0]]).values()) <= 25


def test_a_job_belongs_to_one_family_and_sites_are_the_head_office_and_seventeen_agencies(demo):
    families = {(row.job, row.job_family) for rows in demo.staff_files.values() for row in rows}

    assert len({job for job, _ in families}) == len(families)
    assert families == {(job.name, job.family) for job in demo.jobs}
    assert {row.site for rows in demo.staff_files.values() for row in rows} == set(
        demo.campaign.settings.sites
    )
    assert len(demo.campaign.settings.sites) == 1 + 17


def test_staff_numbers_and_addresses_are_unique_and_addresses_are_ascii(any_demo):
    numbers = [person.staff_number for person in any_demo.people]
    addresses = [person.email for person in any_demo.people if person.email]

    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 5 and number.isdigit() for number in numbers)
    assert len(set(addresses)) == len(addresses)
    allowed = set(string.ascii_lowercase + string.digits + "-.@")
    assert all(set(address) <= allowed for address in addresses)
    assert all(address.endswith("@exemple.fr") for address in addresses)


def test_namesakes_get_a_number_in_their_address():
    taken = set()

    given = [next_free_address(first, "Le Gœff", taken) for first in ("Zoé", "Zoe", "Noël")]

    assert given == [
        "zoe.le-goeff@exemple.fr",
        "zoe.le-goeff2@exemple.fr",
        "noel.le-goeff@exemple.fr",
    ]


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("D'Angelo", "dangelo"),
        ("Yıldız", "yildiz"),
        ("Jean-Baptiste", "jean-baptiste"),
        ("Haÿ", "hay"),
    ],
)
def test_names_fold_to_ascii(name, folded):
    assert ascii_folded(name) == folded


def test_one_person_in_nine_has_no_address_and_most_of_them_work_in_the_field(demo):
    without = [person for person in demo.people if not person.email]
    in_field = [
        p for p in without if p.positions[0].job.family in demo.campaign.invented.field_families
    ]

    assert len(without) == round(len(demo.people) / 9)
    assert len(in_field) / len(without) > 0.8


# The files


def test_staff_files_have_the_agreed_columns_and_keep_leading_zeros(demo, tmp_path):
    write_files(demo, tmp_path)

    with (tmp_path / "staff-2026-10.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file, delimiter=";")
    assert ";".join(header) == (
        "matricule;nom;prenom;courriel;equipe;equipe_parente;metier;famille_metier;site;contact;"
        "responsable;date_entree;date_sortie"
    )
    rows = demo.staff_files[(2026, 10)]
    assert [line[0] for line in lines] == [row.staff_number for row in rows]
    assert all(line[0].startswith("0") for line in lines)
    assert {line[9] for line in lines} == {"accueil", "arriere-guichet"}
    assert {line[10] for line in lines} == {"oui", "non"}
    assert [line[12] for line in lines] == [
        row.left_on.isoformat() if row.left_on else "" for row in rows
    ]
    assert ["Direction générale", ""] in [line[4:6] for line in lines]


def test_links_and_usage_files_hold_every_row(demo, tmp_path):
    paths = write_files(demo, tmp_path)

    def lines(name):
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    assert len(paths) == 25
    assert lines("links.csv") == [
        ["pseudonyme", "matricule"],
        *([link.pseudonym, link.staff_number] for link in demo.links),
    ]
    assert lines("usage-2026-10.csv") == [
        ["pseudonyme", "service", "jour"],
        *([r.pseudonym, r.service, r.day.isoformat()] for r in demo.usage_files[(2026, 10)]),
    ]
