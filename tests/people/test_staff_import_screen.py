"""A staff list on the screen: read before it is applied, by whoever sent it."""

from datetime import date
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now
from openpyxl import load_workbook

from core.tabular import TableFormat
from core.tabular.reading import records_of
from people.actions.accounts import grant_role
from people.actions.retention import purge
from people.enums import ImportState, OutboxStatus, Role
from people.importers.runs import check_run
from people.importers.staff import import_staff
from people.importers.staff_rows import staff_format
from people.models import ImportMapping, ImportRun, Job, OutboxTask, Person, StagedFile, Team
from tests.background import post, run_background
from tests.people.doors import outcome, statuses
from tests.people.factories import PersonFactory, TeamFactory
from tests.people.staff_lists import ANSWERED


pytestmark = pytest.mark.django_db

IMPORT = reverse("people_admin:import")
LIST = "matricule;nom;prenom;equipe\n900;Neuve;Ana;Accueil\n"


@pytest.fixture(autouse=True)
def teams():
    for name in ("Accueil", "Autre"):
        TeamFactory(name=name, code=name)


def send(client, text=LIST, **more):
    file = SimpleUploadedFile("liste.csv", text.encode(), content_type="text/csv")
    return post(client, IMPORT, {"file": file, "as_of": "2026-03-31", **more})


def test_who_opens_the_import(client, cast):
    answers = statuses(client, cast, IMPORT)

    assert outcome(answers) == {"training_manager", "administrator"}
    assert answers["editor"] == answers["data_protection_officer"] == 404


def test_a_file_is_previewed_then_applied_by_who_sent_it(client, training_manager):
    client.force_login(training_manager)

    preview = send(client).url
    page = client.get(preview).content.decode()
    assert "Ana Neuve" in page
    assert not Person.objects.filter(staff_number="900").exists()

    assert post(client, preview).url == preview
    assert Person.objects.filter(staff_number="900").exists()
    assert not StagedFile.objects.exists()
    after = client.get(preview).content.decode()
    assert ImportRun.objects.get().state == ImportState.APPLIED
    assert "Ana Neuve" not in after
    [invite] = [
        a["href"] for a in BeautifulSoup(after, "lxml").select('main a[href*="account=new"]')
    ]
    assert "Neuve" in client.get(invite).content.decode()
    later = invite.replace(f"{now():%Y}", f"{now():%Y}".replace("2", "3", 1))
    assert "Neuve" not in client.get(later).content.decode()
    assert post(client, preview).status_code == 404


def test_preview_names_arrivals_moves_and_departures(client, training_manager):
    lines = [f"8{n:02};N{n};P;Accueil" for n in range(10)]
    head = "matricule;nom;prenom;equipe"
    import_staff("\n".join([head, *lines]).encode(), as_of=date(2026, 1, 31), answers=ANSWERED)
    listed = [
        f"{person.staff_number};{person.last_name};{person.first_name};Accueil"
        for person in Person.objects.exclude(staff_number__startswith="8")
    ]
    client.force_login(training_manager)
    text = "\n".join([head, *lines[1:8], "808;N8-Roux;P;Accueil", "809;N9;P;Autre"])
    text = "\n".join([text, "900;Neuve;Ana;Autre", *listed])

    page = client.get(send(client, text, full="on").url)

    shown = {
        section["id"]: [
            (line["staff_number"], "; ".join(map(str, line["differences"])))
            for line in section["lines"]
        ]
        for section in page.context["sections"]
    }
    assert shown["arrivals"] == [("900", "Autre")]
    assert ("809", "Accueil → Autre") in shown["moves"]
    assert [number for number, _what in shown["corrections"]] == ["808"]
    assert "N8 → N8-Roux" in shown["corrections"][0][1]
    assert [number for number, _what in shown["leavers"]] == ["800"]


def test_preview_names_teams_apart_and_points_out_a_slip(client, training_manager):
    head = "matricule;nom;prenom;equipe;equipe_parente"
    import_staff(
        "\n".join([head, "800;N;P;Médiation;", "801;N;P;Accueil;Médiation"]).encode(),
        as_of=date(2026, 1, 31),
        answers=ANSWERED,
    )
    client.force_login(training_manager)

    url = send(client, f"{head}\n800;N;P;Mediation;\n801;N;P;Accueil;-\n").url
    page = client.get(url)

    assert [(team.team, bool(team.warning)) for team in page.context["teams"]] == [
        ("Mediation", True),
        ("Accueil", False),
    ]
    text = page.content.decode()
    assert page.context["teams"][0].warning in text
    assert "Médiation" in page.context["teams"][0].warning
    assert text.index("teams-section") < text.index("moves-section")
    table = client.get(f"{url}changements.csv").content.decode()
    assert "Mediation" in table
    assert page.context["teams"][0].warning in table


def test_a_preview_made_before_teams_were_shown_still_opens(client, training_manager):
    client.force_login(training_manager)
    url = send(client).url
    staged = StagedFile.objects.get()
    del staged.preview["teams"]
    staged.save()

    assert client.get(url).status_code == 200


def test_a_list_that_ends_an_administrator_waits_for_a_number_and_is_the_administrators_own_to_send(
    client, training_manager, administrator
):
    second = PersonFactory(staff_number="700", last_name="Chef", first_name="Léa")
    grant_role(person=second, role=Role.ADMINISTRATOR)
    PersonFactory.create_batch(10)
    text = "matricule;nom;prenom;equipe;date_sortie\n700;Chef;Léa;Accueil;2026-03-01\n"
    client.force_login(training_manager)

    url = send(client, text).url

    page = client.get(url)
    assert ImportRun.objects.get().state == ImportState.HELD
    [refusal] = page.context["refused"]
    assert (refusal["line"], "700" in refusal["reason"]) == (2, True)
    assert refusal["reason"] in page.content.decode()
    post(client, url, {"leavers": "2"})
    second.refresh_from_db()
    assert second.is_active
    client.force_login(administrator)
    send(client, text)
    assert ImportRun.objects.first().state == ImportState.CHECKED
    assert ImportRun.objects.first().counts["left"] == 1


def test_all_that_changes_is_a_table_to_download_without_formulas(client, training_manager):
    client.force_login(training_manager)
    preview = send(client, LIST.replace("Neuve", "=1+1")).url

    answer = client.get(f"{preview}changements.csv")

    assert "Ana =1+1" in answer.content.decode()
    assert ";=" not in answer.content.decode()


def test_a_list_of_which_no_line_is_right_cannot_be_applied(client, administrator):
    client.force_login(administrator)
    preview = send(client, "matricule;nom;prenom;equipe\n900;;Ana;Accueil\n").url

    page = client.get(preview)
    post(client, preview, {"set_aside": "1"})

    assert [refusal["line"] for refusal in page.context["refused"]] == [2, 0]
    assert not Person.objects.filter(staff_number="900").exists()
    assert ImportRun.objects.get().state == ImportState.REFUSED


WRONG = (
    LIST
    + "900;Autre;Léo;Accueil\n901;Petit;Marc;Accueil\n902;;Eva;Accueil\n00\u00a07;X;Y;Accueil\n"
)


def test_wrong_lines_are_set_aside_by_who_chooses_so_and_come_back_as_a_file(
    client, training_manager, administrator
):
    client.force_login(training_manager)
    preview = send(client, WRONG).url
    lines = f"{preview}a-corriger/"

    page = client.get(preview).content.decode()
    assert 'name="set_aside" value="3"' in page
    assert "Ana Neuve" in page
    assert client.get(lines).status_code == 404
    for agreed in ({}, {"set_aside": "2"}):
        post(client, preview, agreed)
        assert not Person.objects.filter(staff_number="900").exists()
    post(client, preview, {"set_aside": "3"})

    assert ImportRun.objects.get().state == ImportState.APPLIED
    assert not Person.objects.filter(staff_number="902").exists()
    assert lines in client.get(preview).content.decode()
    sent = client.get(lines)
    assert "liste-" in sent["Content-Disposition"]
    rows = [line.split(";") for line in sent.content.decode("utf-8-sig").splitlines()]
    assert [row[1:] for row in rows] == [
        ["matricule", "nom", "prenom", "equipe"],
        ["900", "Autre", "Léo", "Accueil"],
        ["902", "", "Eva", "Accueil"],
        ["00\u00a07", "X", "Y", "Accueil"],
    ]
    assert all(row[0] for row in rows)
    again = sent.content.decode("utf-8-sig").replace("902;;", "902;Roy;")
    assert ImportRun.objects.get(name="liste.csv").counts["set_aside"] == 3
    url = send(client, again).url
    post(client, url, {"set_aside": "1"})
    assert Person.objects.filter(staff_number="902", last_name="Roy").exists()
    headings, *_lines = client.get(f"{url}a-corriger/").content.decode("utf-8-sig").splitlines()
    assert headings.split(";")[1:] == ["matricule", "nom", "prenom", "equipe"]
    client.force_login(administrator)
    assert client.get(lines).status_code == 404
    ImportRun.objects.update(sender=None)  # as an erasure of its sender does
    assert client.get(lines).status_code == 404


def test_lines_that_are_wrong_only_since_they_were_looked_at_are_looked_at_again(
    client, administrator
):
    client.force_login(administrator)
    preview = send(client, WRONG.replace("901;", "905;Ana;B;Accueil\n901;")).url
    client.post(preview, {"set_aside": "3"})
    PersonFactory(staff_number="905", last_name="Zoé", first_name="X", is_active=False)

    run_background()

    run = ImportRun.objects.get()
    assert (run.state, run.counts["set_aside"]) == (ImportState.CHECKED, 4)
    assert not Person.objects.filter(staff_number="900").exists()


def test_a_new_team_is_a_question_and_so_is_a_column_of_a_full_list(client, administrator):
    TeamFactory(name="Médiation", code="Médiation")
    head = "matricule;nom;prenom;equipe;courriel"
    known = f"{administrator.staff_number};Chef;Léa;Accueil"
    import_staff(
        f"{head}\n800;N;P;Autre;n@exemple.fr\n{known};lea@exemple.fr\n".encode(),
        as_of=date(2026, 1, 31),
    )
    client.force_login(administrator)
    preview = send(
        client,
        f"{head}\n800;N;P;Mediation;\n801;A;B;Numérique;\n{known};lea@exemple.fr\n",
        full="on",
    ).url

    page = client.get(preview)
    assert ImportRun.objects.get().state == ImportState.ASKING
    assert page.context["form"].fields["team_0"].choices[1][0] == "same:Médiation"
    post(client, preview, {"team_0": "same:Médiation", "team_1": ""})
    assert ImportRun.objects.get().state == ImportState.ASKING
    answers = {"team_0": "same:Médiation", "team_1": "above:Accueil", "column_0": "keep"}
    post(client, preview, answers)
    assert ImportRun.objects.get().state == ImportState.CHECKED
    post(client, preview)

    assert Team.objects.get(code="Numérique").get_parent().code == "Accueil"
    assert not Team.objects.filter(code="Mediation").exists()
    moved = Person.objects.get(staff_number="800")
    assert moved.email == "n@exemple.fr"
    assert moved.positions.latest("started_on").team.code == "Médiation"


def test_one_person_is_enrolled_by_name_through_the_same_plan(client, cast):
    url = reverse("people_admin:enrol")
    assert outcome(statuses(client, cast, url)) == {"training_manager", "administrator"}
    client.force_login(cast["training_manager"])
    fields = {
        "staff_number": "950", "first_name": "Ana", "last_name": "Neuve", "email": "",
        "team": "Accueil", "started_on": "2026-03-31",
    }  # fmt: skip

    preview = post(client, url, fields).url

    assert "Ana Neuve" in client.get(preview).content.decode()
    assert not Person.objects.filter(staff_number="950").exists()
    post(client, preview)
    assert Person.objects.filter(staff_number="950").exists()
    assert "Neuve" not in ImportRun.objects.get().name
    assert post(client, url, fields).status_code == 200


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_an_empty_list_to_fill_in_can_be_sent_back_and_names_our_teams(client, administrator, kind):
    Job.objects.create(name="Conseiller")
    client.force_login(administrator)

    english = {"accept-language": "en"}
    answer = client.get(reverse("people_admin:import_template", args=[kind]), headers=english)

    [heading] = records_of(answer.content, staff_format(None))[0]
    assert "matricule" in heading.cells
    table = TableFormat({}, frozenset(), sheet="" if kind == "csv" else "teams and jobs")
    beside = answer.content
    if kind == "csv":
        beside = client.get(reverse("people_admin:import_template", args=["equipes.csv"])).content
    cells = [record.cells[:2] for record in records_of(beside, table)[0]]
    assert ["equipe", "Accueil"] in cells
    assert ["metier", "Conseiller"] in cells
    if kind == "xlsx":  # what is typed keeps its zeros in front; a day is a day
        columns = load_workbook(BytesIO(answer.content)).worksheets[0].column_dimensions
        assert (columns["A"].number_format, columns["L"].number_format) == ("@", "General")
        assert columns["A"].width >= len("matricule")
    if kind == "ods":
        content = ZipFile(BytesIO(answer.content)).read("content.xml").decode()
        assert content.index('default-cell-style-name="text"') < content.index("matricule")
    assert client.get(reverse("people_admin:import_template", args=["exe"])).status_code == 404


def test_a_line_that_may_be_anybody_says_why_no_other_is_set_aside(client, administrator):
    client.force_login(administrator)

    preview = send(client, WRONG, full="on").url
    page = client.get(preview, headers={"accept-language": "en"})

    words = " ".join(page.content.decode().split())
    assert "Lines 3, 6 cannot be set aside, nor the others" in words
    lines = [refusal["line"] for refusal in page.context["refused"]]
    assert lines == sorted(lines)
    assert "902" in [refusal["number"] for refusal in page.context["refused"]]


def test_what_stays_of_a_refused_file_repeats_nothing_of_it(client, administrator):
    client.force_login(administrator)
    send(client, LIST + "901;Autre;Léo;.\n902;X;Y;Accueil;secret\n")
    StagedFile.objects.all().delete()
    preview = send(client, LIST.replace("900", "9" * 41) + "901;;Canari;Accueil\n").url
    StagedFile.objects.all().delete()

    run = ImportRun.objects.first()
    page = client.get(preview).content.decode()

    assert [refusal["line"] for refusal in run.refusals] == [2, 3, 0]
    assert [refusal["column"] for refusal in run.refusals][:2] == ["matricule", "nom"]
    assert "<td>matricule</td>" in page
    assert "Canari" not in page + str(run.refusals)
    assert "9" * 41 not in page + str(run.refusals)


def test_a_file_waits_for_its_sender_alone_and_not_for_long(client, cast):
    client.force_login(cast["training_manager"])
    preview = send(client).url

    answers = statuses(client, cast, preview)
    assert outcome(answers) == {"training_manager", "administrator"}
    client.force_login(cast["administrator"])
    assert "Neuve" not in client.get(preview).content.decode()
    assert post(client, preview).status_code == 404
    assert client.get(f"{preview}changements.csv").status_code == 404

    StagedFile.objects.update(created_at="2020-01-01T00:00:00Z")
    client.force_login(cast["training_manager"])
    assert "Neuve" not in client.get(preview).content.decode()
    assert post(client, preview).status_code == 404
    send(client)
    assert StagedFile.objects.count() == 1


def crowd(client, settings):
    """Ten people, three of whom the list does not name: more than a fifth."""
    lines = [f"8{n:02};N{n};P;Accueil" for n in range(10)]
    settings.STAFF_IMPORT_MAX_LEAVERS_PERCENT = 20
    Person.objects.update(employed_from="2026-12-31")
    head = "matricule;nom;prenom;equipe"
    import_staff("\n".join([head, *lines]).encode(), as_of=date(2026, 1, 31), answers=ANSWERED)
    return send(client, "\n".join([head, *lines[3:]]), full="on").url


def test_a_list_that_would_make_many_leave_waits_until_their_number_is_typed(
    client, administrator, settings
):
    client.force_login(administrator)
    preview = crowd(client, settings)
    gone = Person.objects.filter(is_active=False, staff_number__startswith="8")

    page = client.get(preview)
    assert ImportRun.objects.get().state == ImportState.HELD
    assert [section["count"] for section in page.context["sections"]] == [3]
    for typed in ("", "2", "30"):
        assert post(client, preview, {"leavers": typed}).status_code == 200
        assert not gone.exists()

    post(client, preview, {"leavers": "3"})
    assert gone.count() == 3
    assert ImportRun.objects.get().state == ImportState.APPLIED


def test_a_confirmed_number_that_is_no_longer_right_confirms_nothing(
    client, administrator, settings
):
    client.force_login(administrator)
    preview = crowd(client, settings)
    import_staff(
        b"matricule;nom;prenom;equipe\n890;N;P;Accueil\n", as_of=date(2026, 1, 31), answers=ANSWERED
    )

    post(client, preview, {"leavers": "3"})

    assert not Person.objects.filter(is_active=False, staff_number__startswith="8").exists()
    run = ImportRun.objects.get()
    assert (run.state, run.counts["left"]) == (ImportState.HELD, 4)


def test_an_import_that_nothing_will_run_any_more_says_so_and_is_checked_again(
    client, administrator
):
    client.force_login(administrator)
    preview = send(client).url
    client.post(preview)
    OutboxTask.objects.update(status=OutboxStatus.RUNNING, heartbeat_at=now(), claim=uuid4())
    assert f'hx-get="{preview}avancement/"' in client.get(preview).content.decode()
    client.post(preview)
    assert OutboxTask.objects.count() == 1

    OutboxTask.objects.update(status=OutboxStatus.GIVEN_UP, error="WorkerLost")
    assert "hx-get" not in client.get(preview).content.decode()
    assert client.get(f"{preview}avancement/")["HX-Refresh"] == "true"
    post(client, preview)
    assert ImportRun.objects.get().state == ImportState.CHECKED
    post(client, preview)
    assert Person.objects.filter(staff_number="900").exists()
    assert not OutboxTask.objects.exists()


def test_progress_is_a_part_of_the_page_until_it_is_done(client, administrator):
    client.force_login(administrator)
    preview = send(client).url
    client.post(preview)
    ImportRun.objects.update(done=30, total=120)

    assert "25" in client.get(f"{preview}avancement/").content.decode()
    ImportRun.objects.update(state=ImportState.APPLIED)
    assert client.get(f"{preview}avancement/")["HX-Refresh"] == "true"


def test_an_error_nobody_foresaw_is_shown_and_the_file_can_be_checked_again(client, administrator):
    client.force_login(administrator)
    mapping = ImportMapping.objects.create(kind="staff", name="odd", columns={"team": "equipe"})
    client.raise_request_exception = False
    with pytest.raises(ImportMapping.DoesNotExist):
        run_without_its_mapping(client, mapping)

    run = ImportRun.objects.get()
    assert run.state == ImportState.FAILED
    ImportMapping.objects.create(kind="staff", name="odd", columns={})
    post(client, reverse("people_admin:import_run", args=[run.uuid]))
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED


def run_without_its_mapping(client, mapping):
    """Of a file that was sent before mappings were kept with files."""
    preview = send(client, mapping=mapping.pk).url
    ImportRun.objects.update(state=ImportState.CHECKING)
    staged = StagedFile.objects.get()
    del staged.options["mapping_as_sent"]
    staged.save()
    mapping.delete()
    check_run(ImportRun.objects.get())
    return preview


def test_the_list_of_imports_tells_counts_and_who_sent_them(
    client, administrator, training_manager
):
    client.force_login(training_manager)
    send(client)
    client.force_login(administrator)

    page = client.get(reverse("people_admin:imports")).content.decode()

    assert "liste.csv" in page
    assert str(training_manager) in page
    assert "Neuve" not in page


def test_old_imports_and_files_are_forgotten(client, administrator):
    client.force_login(administrator)
    send(client)
    purge()
    assert (StagedFile.objects.count(), ImportRun.objects.count()) == (1, 1)

    StagedFile.objects.update(created_at="2026-01-01T00:00:00Z")
    purge()
    assert (StagedFile.objects.count(), ImportRun.objects.count()) == (0, 1)
    ImportRun.objects.update(created_at="2025-01-01T00:00:00Z")
    purge()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"matricule;nom;prenom;equipe\n", "is named as a workbook and is none"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)"),
    ],
)
def test_what_is_named_as_a_workbook_and_is_none_is_not_read(client, administrator, data, reason):
    client.force_login(administrator)
    sent = SimpleUploadedFile("Agents.XLSX", data)
    data = {"file": sent, "as_of": "2026-11-01"}
    page = post(client, IMPORT, data, headers={"accept-language": "en"})

    assert reason in page.content.decode()
    assert not StagedFile.objects.exists()


def test_a_file_that_is_too_large_is_not_kept(client, administrator, settings):
    settings.IMPORT_MAX_BYTES = 10
    client.force_login(administrator)

    assert send(client).status_code == 200
    assert not StagedFile.objects.exists()


def test_what_has_just_been_done_is_not_taken_for_interrupted(training_manager):
    read_before = ImportRun.objects.create(
        kind="staff", source="screen", state=ImportState.APPLYING, name="agents.csv"
    )
    assert read_before.is_interrupted
    ImportRun.objects.update(state=ImportState.APPLIED)

    assert not read_before.is_interrupted
