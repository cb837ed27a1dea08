"""The used count by job family: publication, page, file, and what a portal may choose instead."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from adoption.publishing.actions.publications import audit_again, publish
from adoption.publishing.disclosure.losses import Loss
from adoption.publishing.models import PartFigure, Publication
from adoption.publishing.queries.register import losses_of_parts
from cms.enums import Partition
from people.models import Job, JobFamily, Position, Site
from tests.adoption.conftest import OCTOBER, declare_all, root, staff_of
from tests.adoption.dashboards.test_team_page import text_of
from tests.people.factories import TeamFactory


pytestmark = pytest.mark.django_db

URL = reverse("adoption:team")
TABLE = reverse("adoption:parts_table")


def give_job(people, family):
    job = Job.objects.create(name=f"{family.name}, agent", family=family)
    Position.objects.filter(person__in=people).update(job=job)


@pytest.fixture
def families(organisation):
    """40 at the desk, of whom 20 use it, 10 in the back office with none, 80 without a family."""
    people = organisation["people"]
    people["west"] = staff_of(TeamFactory(name="Agence Ouest"), 70)
    desk = people["north"] + people["south"][:16]
    back = people["south"][16:] + people["small"][:6]
    families = {name: JobFamily.objects.create(name=name) for name in ("Accueil", "Gestion")}
    give_job(desk, families["Accueil"])
    give_job(back, families["Gestion"])
    rest = people["small"][6:] + people["division"] + people["west"]
    portal = organisation["portal"]
    declare_all(portal, desk, ["yes_weekly", "not_yet"] * 20)
    declare_all(portal, back, ["not_yet"] * 10)
    declare_all(portal, rest, ["yes_now_and_then", "not_yet", "not_yet", "not_yet"] * 20)
    return organisation | {"families": families}


@pytest.fixture
def published(families):
    publish(portal=families["portal"], month=OCTOBER)
    return families


def parts():
    return {each.name or each.part: each for each in PartFigure.objects.all()}


def test_the_used_count_goes_out_by_job_family(published):
    out = parts()

    assert set(out) == {"Accueil", "Gestion", ""}
    desk = out["Accueil"]
    assert (desk.kind, desk.population) == ("block", 40)
    assert 0 < desk.low <= 20 <= desk.high < 40
    assert {name: each.population for name, each in out.items()} == {
        "Accueil": 40,
        "Gestion": 10,
        "": 80,
    }


def test_under_the_threshold_nothing_of_a_part_goes_out(families):
    leaver = families["people"]["small"][0]
    Position.objects.filter(person=leaver).update(job=None)

    publish(portal=families["portal"], month=OCTOBER)

    small = parts()["Gestion"]
    assert (small.kind, small.population, small.low, small.high) == ("hidden", 9, None, None)


def test_the_publication_says_by_what_the_staff_was_divided_and_in_which_order(published):
    publication = published["portal"].publications.get()

    assert publication.parameters["partition"] == "job_family"
    family = published["families"]
    assert publication.parameters["parts"] == [
        str(family["Gestion"].pk),
        str(family["Accueil"].pk),
        "",
    ]


def test_the_job_is_the_one_of_the_month_s_last_day(families):
    moved = families["people"]["north"][0]
    Position.objects.filter(person=moved).update(ended_on="2026-10-30")
    Position.objects.create(
        person=moved,
        team=families["teams"]["north"],
        job=Job.objects.get(family=families["families"]["Gestion"]),
        started_on="2026-10-31",
    )

    publish(portal=families["portal"], month=OCTOBER)

    assert (parts()["Accueil"].population, parts()["Gestion"].population) == (39, 11)


@pytest.mark.parametrize(
    ("partition", "expected"),
    [
        (Partition.NONE, {}),
        (Partition.SITE, {"Angers": 40, "": 90}),
        (Partition.MANAGERS, {"managers": 4, "others": 126}),
    ],
)
def test_an_organisation_may_choose_another_division_or_none(families, partition, expected):
    angers = Site.objects.create(name="Angers")
    desk = families["people"]["north"] + families["people"]["south"][:16]
    Position.objects.filter(person__in=desk).update(site=angers)
    families["portal"].partition = partition
    families["portal"].save()

    publication = publish(portal=families["portal"], month=OCTOBER)

    assert {name: each.population for name, each in parts().items()} == expected
    assert publication.parameters["partition"] == partition
    assert audit_again(publication=publication).passed


def test_a_figure_of_a_part_never_changes(published):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        PartFigure.objects.update(low=0)


def test_what_is_out_passes_the_audit_again_by_team_and_part(published):
    publication = published["portal"].publications.get()
    result = audit_again(publication=publication)

    shown = publication.figures.exclude(low=None).count()
    assert result.passed
    assert result.figures_checked == shown + PartFigure.objects.exclude(low=None).count()


def test_a_corrected_job_leaves_the_figures_and_they_are_still_audited_by_the_roll(published):
    Position.objects.filter(person=published["people"]["north"][0]).update(job=None)

    assert audit_again(publication=published["portal"].publications.get()).passed
    assert parts()["Accueil"].population == 40


def test_a_dry_run_writes_no_part(families):
    publish(portal=families["portal"], month=OCTOBER, dry_run=True)

    assert not PartFigure.objects.exists()


# --- The page and the file ---------------------------------------------------------------------------


@pytest.fixture
def reader(published, client, training_manager):
    client.force_login(training_manager)
    return client


def test_the_organisation_s_page_has_a_table_by_job_family(reader):
    JobFamily.objects.create(name="Aucun")
    page = text_of(reader.get(URL, {"equipe": root().pk}))

    assert "By job family" in page
    desk = parts()["Accueil"]
    assert f"Accueil between {desk.low} and {desk.high} of 40" in page
    assert "Aucun too few people" in page
    assert "No job family" in page


def test_a_team_s_page_has_none(reader, published):
    page = text_of(reader.get(URL, {"equipe": published["teams"]["north"].pk}))

    assert "By job family" not in page


def test_whoever_may_open_the_organisation_may_read_its_parts(published, client):
    client.force_login(published["people"]["north"][0])
    assert "By job family" in text_of(client.get(URL, {"equipe": root().pk}))
    assert client.get(TABLE).status_code == 200

    client.force_login(published["people"]["north"][3])
    assert client.get(URL, {"equipe": root().pk}).status_code == 404
    assert client.get(TABLE).status_code == 404


def test_the_file_has_the_words_of_the_page(reader):
    desk = parts()["Accueil"]
    rows = reader.get(TABLE).content.decode("utf-8-sig").splitlines()

    low, high = desk.low, desk.high
    assert rows[1] == f"Accueil;between {low} and {high} of 40;{low};{high};40"


@pytest.mark.parametrize("query", ["?equipe=1", "?mois=2026-09", "?portail=ailleurs", "?x=1"])
def test_the_file_answers_no_other_question(reader, query):
    assert reader.get(TABLE + query).status_code == 404


def test_hidden_and_empty_parts_read_the_same_to_the_byte(families, client, training_manager):
    """Too small to be shown, or without anybody: one row like another."""
    Position.objects.filter(person=families["people"]["small"][0]).update(job=None)
    JobFamily.objects.create(name="Aucuns!")
    publish(portal=families["portal"], month=OCTOBER)
    client.force_login(training_manager)

    def row(html, name):
        return html[html.index(f"{name}</th>") :].split("</tr>")[0].removeprefix(name)

    html = client.get(URL, {"equipe": root().pk}).content.decode()
    assert row(html, "Aucuns!") == row(html, "Gestion")
    lines = client.get(TABLE).content.decode("utf-8-sig").splitlines()
    assert {"Gestion;too few people;;;", "Aucuns!;too few people;;;"} <= set(lines)


def test_a_month_without_a_division_has_no_table(families, client, training_manager):
    families["portal"].partition = Partition.NONE
    families["portal"].save()
    publish(portal=families["portal"], month=OCTOBER)
    client.force_login(training_manager)

    assert "By job family" not in text_of(client.get(URL, {"equipe": root().pk}))
    assert client.get(TABLE).status_code == 404


def test_a_renamed_family_keeps_its_name_in_what_is_out(reader, published):
    published["families"]["Accueil"].name = "Relation clients"
    published["families"]["Accueil"].save()
    rows = reader.get(TABLE).content.decode("utf-8-sig")

    assert "Accueil;" in rows
    assert "Relation clients" not in rows


def test_the_page_reads_two_more_tables_whatever_the_number_of_families(
    reader, django_assert_max_num_queries
):
    for number in range(30):
        JobFamily.objects.create(name=f"Famille {number}")
    with django_assert_max_num_queries(40) as few:
        reader.get(TABLE)
    for number in range(30, 60):
        JobFamily.objects.create(name=f"Famille {number}")
    with django_assert_max_num_queries(len(few)):
        reader.get(TABLE)


def test_the_register_counts_what_protecting_the_division_cost(published, client, administrator):
    """Of 10 people, of 40 and of 80."""
    publication = Publication.objects.get()
    client.force_login(administrator)

    found = losses_of_parts(publication)
    page = client.get(reverse("adoption:publication", args=[published["portal"].slug, "2026-10"]))
    said = client.get(
        reverse("adoption:publication_file", args=[published["portal"].slug, "2026-10"])
    ).json()

    lost = {each.population: Loss(**{each.kind: 1}) for each in PartFigure.objects.all()}
    assert found == {1: lost[10], 3: lost[40], 4: lost[80]}
    text = text_of(page)
    assert "Used it on at least one day: by job family" in text
    assert "Figures, besides the teams by job family" in text
    assert said["lost_parts"]["10-14"] == {"exact": 0, "block": 1, "hidden": 0}
    assert "part_figures" not in said
