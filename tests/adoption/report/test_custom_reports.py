"""One's own reports: stored figures as the pages show them, saved, exported, announced, and nothing counted anew."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from openpyxl import load_workbook

from adoption.foundation.indicators import USED
from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Figure, PartFigure, Publication
from adoption.report.actions.mails import announce_saved_reports
from adoption.report.actions.saved_reports import MOST, save_report
from adoption.report.enums import ReportPeriod
from adoption.report.mails import OWN_REPORT
from adoption.report.models import SavedReport
from adoption.report.queries.custom_groups import ReportGroup
from adoption.report.report_months import ReportMonths
from core.tabular import TableFormat, read_rows
from people.mail.message import decrypt_mail
from people.models import AccountOpening, Notification, OutgoingMail
from people.notifications.queries import descriptions
from tests.adoption import full_portal
from tests.adoption.conftest import OCTOBER, day, root
from tests.people.factories import JobFactory, JobFamilyFactory, TeamFactory


pytestmark = pytest.mark.django_db

PAGE, SAVE = reverse("adoption:custom_reports"), reverse("adoption:save_report")
NOVEMBER_24 = date(2026, 11, 24)


@pytest.fixture
def published(declared):
    return publish(portal=declared["portal"], month=OCTOBER)


@pytest.fixture
def reader(client, training_manager):
    client.force_login(training_manager)
    return client


def key(team):
    return f"equipe-{team.pk}"


def file(form):
    return reverse("adoption:custom_report_file", args=[form])


def choice(*groups, months="latest", columns=("used",), **more):
    return {"groupe": list(groups), "mois": months, "colonne": list(columns), **more}


def query(**chosen):
    return "&".join(
        f"{name}={each}"
        for name, values in chosen.items()
        for each in (values if isinstance(values, list) else [values])
    )


def save(reader, chosen, name="Mes agences", schedule="never"):
    return reader.post(SAVE, {"choix": query(**chosen), "name": name, "schedule": schedule})


def lines_of(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_it_opens_with_the_organisation_and_offers_what_is_published(published, reader, declared):
    page = reader.get(PAGE)
    form = page.context["form"]

    assert [line["name"] for line in page.context["lines"]] == ["Passerelle"]
    assert [name for _key, name in form.fields["groupe"].choices] == [
        *("Passerelle", "Proximité", "Agence Nord", "Agence Sud", "Régie", "No job family"),
    ]
    assert form.fields["mois"].choices[-1][1] == [("2026-10", "October 2026")]
    assert f'href="{PAGE}' in reader.get(reverse("adoption:programme")).content.decode()


def test_before_the_first_month_there_is_nothing_to_choose(portal, reader):
    assert "No month is published yet" in reader.get(PAGE).content.decode()
    assert reader.get(file("csv")).status_code == 404
    assert reader.post(SAVE, {"name": "x", "schedule": "never"}).status_code == 404


def test_every_cell_is_one_of_the_programme_s_own(published, reader, declared):
    """Masks, margins and shares are those of the page of the programme, in the same words."""
    teams = [root(), *declared["teams"].values()]
    every = ("used", "account", "habit", "known")
    theirs = {
        row["Group"]: row for row in lines_of(reader.get(reverse("adoption:programme_table")))
    }

    mine = lines_of(reader.get(file("csv"), choice(*map(key, teams), columns=every)))

    assert {row["Group"] for row in mine} == theirs.keys()
    for row in mine:
        shared = row.keys() & theirs[row["Group"]].keys()
        assert {name: row[name] for name in shared} == {
            name: theirs[row["Group"]][name] for name in shared
        }
        assert row["Month"] == "October 2026"
        assert row["Published on"] == f"{localdate(published.published_at)}"
        assert "from 10 people on" in row["How to read it"]
        assert "rounded outwards" in row["How to read it"]
    [small] = [row for row in mine if row["Group"] == "Régie"]
    assert (small["Used it"], small["Used it, at least"], small["Staff"]) == (
        *("too few people", "", ""),
    )


def test_a_part_of_the_staff_says_what_its_own_table_says_and_no_share(declared, reader):
    portal, people = declared["portal"], declared["people"]
    desk = JobFactory(family=JobFamilyFactory(name="Accueil"))
    for person in [*people["north"], *people["south"][:10]]:
        person.positions.update(job=desk)
    portal.partition = "job_family"
    portal.save()
    publish(portal=portal, month=OCTOBER)
    part = PartFigure.objects.get(name="Accueil")
    chosen = choice(f"job_family-{part.part}", key(root()), columns=("used", "habit"))

    first, last = lines_of(reader.get(file("csv"), chosen))

    theirs = {
        row["Job family"]: row for row in lines_of(reader.get(reverse("adoption:parts_table")))
    }
    assert (first["Group"], last["Group"]) == ("Passerelle", "Accueil")
    assert last["Used it"] == theirs["Accueil"]["Used it on at least one day"]
    assert [last["Used it, at least"], last["Used it, at most"]] == [str(part.low), str(part.high)]
    assert last["Used it in per cent, at least"] == last["Have the habit"] == ""


def test_three_formats_hold_the_same_and_no_name_is_a_formula(published, reader, declared):
    team = declared["teams"]["north"]
    type(team).objects.filter(pk=team.pk).update(name="=1+1")
    chosen = choice(key(team), key(declared["teams"]["south"]), columns=("used", "account"))

    texts = {form: reader.get(file(form), chosen) for form in ("csv", "xlsx", "ods")}

    assert [name for name in texts if "attachment" not in texts[name]["Content-Disposition"]] == []
    assert "2026-10" in texts["csv"]["Content-Disposition"]  # the month, where "latest" was chosen
    plain = list(csv.reader(io.StringIO(texts["csv"].content.decode("utf-8-sig")), delimiter=";"))
    sheet = load_workbook(io.BytesIO(texts["xlsx"].content)).active
    book = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    columns = dict(zip(map(str, range(len(plain[0]))), plain[0], strict=True))
    rows = read_rows(texts["ods"].content, TableFormat(columns=columns, required=frozenset()))
    assert plain == book
    assert [list(row.values.values()) for row in rows] == plain[1:]
    assert "'=1+1" in {row[0] for row in plain}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"colonne": ["used", "score"]}, "A column that was chosen does not exist"),
        ({"mois": "2026-11"}, "Nothing is published for these months"),
        ({"groupe": ["equipe-999999"]}, "A group that was chosen is no longer published"),
        ({"groupe": []}, "Choose at least one group"),
    ],
)
def test_a_wrong_choice_is_said_and_the_others_are_kept(published, reader, declared, wrong, error):
    chosen = choice(key(declared["teams"]["north"]), columns=("used", "habit")) | wrong

    page = reader.get(PAGE, chosen)

    assert error in page.content.decode()
    assert "rules" not in page.context
    kept = page.content.decode()
    if "colonne" not in wrong:
        assert 'value="habit" id="id_colonne_2" checked' in kept.replace(' aria-invalid="true"', "")
    answer = reader.get(file("csv"), chosen)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, PAGE)


def test_a_report_has_a_most_of_rows(published, reader, monkeypatch):
    monkeypatch.setattr("adoption.report.forms.MOST_ROWS", 0)

    page = reader.get(PAGE, choice(key(root())))

    assert "That makes 1 rows; a report has 0 at most." in page.content.decode()


def test_what_is_no_choice_of_the_page_is_not_there(published, reader):
    for wrong in ("personne=1", "mois=latest&mois=2026", "rapport=x", "portail=autre"):
        assert reader.get(f"{PAGE}?{wrong}").status_code == 404
    assert reader.get(file("pdf")).status_code == 404


def test_it_is_saved_opened_replaced_and_deleted(published, reader, declared):
    north, south = (key(declared["teams"][name]) for name in ("north", "south"))
    save(reader, choice(north, south, months="2026-Q4", columns=("used", "habit")))
    report = SavedReport.objects.get()

    page = reader.get(reverse("adoption:open_report", args=[report.uuid]), follow=True)

    assert [line["name"] for line in page.context["lines"]] == ["Agence Nord", "Agence Sud"]
    assert page.context["headings"] == ["Used it", "Have the habit"]
    assert page.context["save_form"]["name"].value() == "Mes agences"
    assert (report.period, report.starts_on) == (ReportPeriod.QUARTER, day("2026-10-01"))

    save(reader, choice(south), schedule="monthly")
    report = SavedReport.objects.get()
    assert ([group["key"] for group in report.groups], report.schedule) == ([south], "monthly")

    reader.post(reverse("adoption:delete_report", args=[report.uuid]))
    assert not SavedReport.objects.exists()


def test_months_that_stay_the_same_are_not_announced_and_what_was_typed_is_kept(published, reader):
    page = save(reader, choice(key(root()), months="2026-10"), name="Octobre", schedule="monthly")

    text = page.content.decode()
    assert "Only a report on the latest months can be announced" in text
    assert 'value="Octobre"' in text
    assert not SavedReport.objects.exists()


@pytest.mark.usefixtures("in_english")
def test_fifty_at_most_and_names_once(published, training_manager):
    def one(name):
        return save_report(
            person=training_manager,
            name=name,
            latest=published,
            groups=[ReportGroup(key(root()), "Passerelle", team=root().pk)],
            columns=[USED],
            months=ReportMonths.parse("latest"),
            schedule="never",
        )

    for number in range(MOST):
        one(f"r{number}")
    with pytest.raises(ValidationError, match="delete one first"):
        one("encore")
    one("r7")
    assert SavedReport.objects.count() == MOST


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": "year"},
        {"period": "latest", "starts_on": day("2026-10-01")},
        {"period": "quarter", "starts_on": day("2026-11-01")},
        {"period": "month", "starts_on": day("2026-11-02")},
        {"period": "month", "starts_on": day("2026-11-01"), "schedule": "monthly"},
        {"period": "latest", "schedule": "daily"},
        {"period": "latest", "name": ""},
    ],
)
def test_bad_rows_cannot_exist(portal, training_manager, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedReport.objects.create(
            **({"person": training_manager, "portal": portal, "name": "x"} | wrong)
        )


# --- Announced ------------------------------------------------------------------------------------------


@pytest.fixture
def scheduled(published, reader, declared):
    """Save a report while September was the latest month, so that October is news."""
    chosen = choice(key(declared["teams"]["north"]), months="last3")
    save(reader, chosen, schedule="monthly")
    SavedReport.objects.update(sent_for=day("2026-09-01"))
    return SavedReport.objects.get()


def sent():
    return OutgoingMail.objects.filter(kind=OWN_REPORT)


def waiting():
    rows = list(Notification.objects.filter(kind="saved_report").select_related("person"))
    return [str(described.title) for described in descriptions(rows).values()]


def test_its_owner_is_told_once_by_a_link_and_no_figure(scheduled, training_manager):
    assert [announce_saved_reports(on=NOVEMBER_24) for _night in range(2)] == [1, 0]

    [mail] = sent()
    text = decrypt_mail(mail.content).text
    assert mail.person == training_manager
    assert reverse("adoption:open_report", args=[scheduled.uuid]) in text
    words = text.replace(str(scheduled.uuid), "")
    assert not any(each in words for each in ("24", "12 of", "%"))
    assert waiting() == ["“Mes agences” is ready"]


def test_what_its_owner_has_seen_already_is_no_news(published, reader):
    save(reader, choice(key(root())), schedule="monthly")

    assert announce_saved_reports(on=NOVEMBER_24) == 0


@pytest.mark.parametrize(("month", "count"), [(8, 0), (9, 1)])
def test_each_quarter_is_each_third_month(portal, training_manager, month, count):
    Publication.objects.create(
        portal=portal,
        month=date(2026, month, 1),
        status="published",
        parameters=full_portal.PARAMETERS,
    )
    SavedReport.objects.create(
        person=training_manager, portal=portal, name="x", period="latest", schedule="quarterly"
    )

    assert announce_saved_reports(on=NOVEMBER_24) == count


def test_nothing_old_is_told(scheduled):
    assert announce_saved_reports(on=date(2027, 1, 24)) == 0


def test_one_that_lost_a_group_is_not_sent_and_says_so(scheduled, reader, declared):
    team = declared["teams"]["north"]
    type(team).objects.filter(pk=team.pk).update(closed_on=day("2026-11-01"))

    assert announce_saved_reports(on=NOVEMBER_24) == 0

    assert not sent().exists()
    assert waiting() == ["“Mes agences” can no longer be made"]
    page = reader.get(reverse("adoption:open_report", args=[scheduled.uuid]), follow=True)
    assert "No longer published: Agence Nord." in page.content.decode()


def test_whoever_lost_the_role_is_told_nothing_and_reads_nothing(
    scheduled, reader, training_manager
):
    announce_saved_reports(on=NOVEMBER_24)
    SavedReport.objects.update(sent_for=None)
    training_manager.groups.clear()

    assert announce_saved_reports(on=NOVEMBER_24) == 0
    assert waiting() == []
    assert reader.get(reverse("adoption:open_report", args=[scheduled.uuid])).status_code == 404
    assert reader.get(file("csv"), choice(key(root()))).status_code == 404


# --- Large organisations, bounded queries -----------------------------------------------------------------


def test_of_many_groups_the_upper_ones_are_offered_and_others_found_by_name(published, reader):
    deep = TeamFactory(
        name="Là-bas", parent=TeamFactory(name="Loin", parent=TeamFactory(name="Sud"))
    )
    teams = [deep, *(TeamFactory(name=f"Équipe {n}", parent=deep) for n in range(70))]
    Figure.objects.bulk_create(
        Figure(
            publication=published,
            team=team,
            team_name=team.name,
            indicator="used",
            kind="hidden",
            population=3,
        )
        for team in teams
    )
    chosen = choice(key(root()), key(teams[9]))

    names = [
        name for _key, name in reader.get(PAGE, chosen).context["form"].fields["groupe"].choices
    ]
    found = (
        reader.get(PAGE, chosen | {"chercher": "equipe 42"})
        .context["form"]
        .fields["groupe"]
        .choices
    )

    assert len(names) < 10
    assert "Équipe 8" in names
    assert "Équipe 42" in dict(found).values()


def test_the_page_asks_as_much_for_a_group_as_for_five(published, reader, declared):
    few, many = choice(key(root())), choice(key(root()), *map(key, declared["teams"].values()))
    reader.get(PAGE, few)
    counts = []
    for chosen in (few, many):
        with CaptureQueriesContext(connection) as asked:
            reader.get(PAGE, chosen)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 20


def test_what_a_seal_hides_is_not_announced(scheduled, training_manager):
    """Whoever opened the account again, with a new code, is not told what its owner had saved."""
    now = timezone.now()
    type(training_manager).objects.filter(pk=training_manager.pk).update(opened_at=now)
    AccountOpening.objects.create(person=training_manager, cause="new_address", trusted_before=now)
    SavedReport.objects.update(changed_at=now - timedelta(days=1))

    assert announce_saved_reports(on=NOVEMBER_24) == 0
    assert not sent().exists()
    assert SavedReport.objects.get().sent_for == day("2026-09-01")


def test_its_owner_finds_the_names_of_its_groups_among_their_data(scheduled, reader):
    text = reader.get(reverse("people:my_data")).content.decode()

    assert "Agence Nord" in text
    assert "equipe-" not in text
