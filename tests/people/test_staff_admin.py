"""The staff list in the administration: who gets in, what they may do, what is written down."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.actions import grant_role, purge, revoke_role
from people.enums import ImportState, Purpose, Role
from people.importers.runs import check_run
from people.importers.staff import import_staff
from people.models import ImportMapping, ImportRun, Invitation, Look, Person, Position, StagedFile
from people.policies import may_invite
from people.queries import role_changes_of
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db

STAFF, IMPORT = reverse("people_admin:staff"), reverse("people_admin:import")


def record(person):
    return reverse("people_admin:person", args=[person.uuid])


@pytest.fixture
def cast(
    person, manager, editor, training_manager, data_protection_officer, administrator, settings
):
    return {
        "person": person,
        "manager": manager,
        "editor": editor,
        "training_manager": training_manager,
        "data_protection_officer": data_protection_officer,
        "administrator": administrator,
    }


def statuses(client, cast, url, method="get", data=None):
    answers = {}
    for role, someone in cast.items():
        client.force_login(someone)
        answers[role] = getattr(client, method)(url, data or {}).status_code
    return answers


def outcome(answers):
    """200 means in; 302 at the door is for those without any role in the administration."""
    return {role for role, status in answers.items() if status == 200}


def test_who_opens_the_staff_list_and_a_record(client, cast):
    readers = {"training_manager", "data_protection_officer", "administrator"}

    for url in (STAFF, reverse("people_admin:staff_results"), record(cast["person"])):
        answers = statuses(client, cast, url)
        assert outcome(answers) == readers
        assert answers["editor"] == 404
        assert answers["person"] == answers["manager"] == 302


def test_who_opens_the_import(client, cast):
    answers = statuses(client, cast, IMPORT)

    assert outcome(answers) == {"training_manager", "administrator"}
    assert answers["editor"] == answers["data_protection_officer"] == 404


def test_only_an_administrator_grants_a_role(client, cast):
    url = reverse("people_admin:person_roles", args=[cast["person"].uuid])

    for role, someone in cast.items():
        client.force_login(someone)
        client.post(url, {"role": "editor", "granted": "1"})
        assert cast["person"].groups.exists() == (role == "administrator")


@pytest.mark.parametrize("role", ["superuser", "", "Editors"])
def test_no_role_can_be_made_up(client, administrator, person, role):
    client.force_login(administrator)
    url = reverse("people_admin:person_roles", args=[person.uuid])

    assert client.post(url, {"role": role, "granted": "1", "is_superuser": "1"}).status_code == 404
    person.refresh_from_db()
    assert not person.is_superuser
    assert not person.groups.exists()


def test_the_last_administrator_cannot_be_removed(client, administrator):
    client.force_login(administrator)
    url = reverse("people_admin:person_roles", args=[administrator.uuid])

    client.post(url, {"role": "administrator"})
    assert administrator.groups.filter(name="administrator").exists()

    second = PersonFactory()
    grant_role(person=second, role=Role.ADMINISTRATOR)
    revoke_role(person=administrator, role=Role.ADMINISTRATOR)
    assert not administrator.groups.exists()


def test_opening_a_record_is_written_to_its_log_and_the_list_is_not(
    client, training_manager, data_protection_officer, person
):
    client.force_login(training_manager)
    client.get(STAFF)
    assert not Look.objects.exists()

    client.get(record(person))
    client.get(record(training_manager))
    client.force_login(data_protection_officer)
    client.get(record(person))

    looks = Look.objects.order_by("pk").values_list("viewer", "subject", "purpose")
    assert list(looks) == [
        (training_manager.pk, person.pk, Purpose.STAFF_ADMINISTRATION),
        (data_protection_officer.pk, person.pk, Purpose.DATA_REQUEST),
    ]


def test_a_record_never_tells_when_somebody_last_signed_in(client, administrator, person):
    Person.objects.filter(pk=person.pk).update(last_login="1999-12-31T12:00:00Z")
    client.force_login(administrator)

    assert b"1999" not in client.get(record(person)).content
    assert b"1999" not in client.get(STAFF).content


# --- The list --------------------------------------------------------------------------------------------


def names(response):
    return {person.staff_number for person in response.context["object_list"]}


def test_list_is_searched_and_filtered_by_team_and_what_is_below(client, administrator):
    top = TeamFactory(name="Réseau")
    below = TeamFactory(name="Guichet", parent=top)
    anna = PositionFactory(person=PersonFactory(staff_number="A1", last_name="Annat"), team=top)
    PositionFactory(person=PersonFactory(staff_number="B1"), team=below)
    Position.objects.filter(pk=anna.pk).update(ended_on=date(2020, 1, 1))
    client.force_login(administrator)

    assert names(client.get(STAFF, {"q": "annat"})) == {"A1"}
    assert names(client.get(STAFF, {"q": "B1"})) == {"B1"}
    assert names(client.get(STAFF, {"team": top.pk})) == {"B1"}


def test_list_is_paged_and_its_query_count_does_not_grow(client, administrator):
    client.force_login(administrator)
    counts = []
    for _size in (5, 70):
        for _each in range(_size):
            PositionFactory()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(STAFF)
        counts.append(len(queries))

    assert len(page.context["object_list"]) == 50
    # The filter lists every team in one query, the page in a fixed number.
    assert counts[1] <= counts[0] + 1


# --- Invitations --------------------------------------------------------------------------------------------


def test_an_invitation_is_shown_once_and_opens_the_account(client, training_manager, person):
    Person.objects.filter(pk=person.pk).update(password="!")
    client.force_login(training_manager)

    page = client.post(reverse("people_admin:invite", args=[person.uuid]))
    code = page.context["code"]

    assert code in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert code not in client.get(record(person)).content.decode()
    client.logout()
    password = "quatre mots vont bien"
    client.post(
        reverse("people:open_account"),
        {"staff_number": person.staff_number, "code": code, "password": password}
        | {"repeated": password},
    )
    assert client.session["_auth_user_id"] == str(person.pk)


def test_an_invitation_is_no_way_into_an_account_that_is_open_or_has_a_role(
    client, training_manager, administrator, person
):
    newcomer = PersonFactory(password="!")
    boss = PersonFactory(password="!", is_superuser=True)
    left = PersonFactory(password="!", is_active=False)
    person.set_password("x")
    person.save()

    def invited_by(viewer):
        everyone = (newcomer, person, administrator, boss, left)
        return [may_invite(viewer, invited) for invited in everyone]

    assert invited_by(training_manager) == [True, False, False, False, False]
    assert invited_by(administrator) == [True, True, True, False, False]

    client.force_login(training_manager)
    url = reverse("people_admin:invite", args=[administrator.uuid])
    assert client.post(url).status_code == 404
    assert not Invitation.objects.exists()


def test_a_training_manager_reads_whom_to_ask_for_an_invitation(client, training_manager, person):
    newcomer = PersonFactory(password="!")
    role_held = PersonFactory(password="!")
    grant_role(person=role_held, role=Role.EDITOR)
    gone = PersonFactory(is_active=False)
    client.force_login(training_manager)

    assert [told_to_ask(client, each) for each in (person, role_held, newcomer, gone)] == [
        *(True, True),
        *(False, False),
    ]
    client.logout()
    for door in ("people:login", "people:password_reset"):
        assert "administra" in client.get(reverse(door)).content.decode()


def told_to_ask(client, someone):
    """In English or French, outside the menus."""
    page = client.get(record(someone)).content.decode()
    return "ask an administrator" in page or "demandez à un administrateur" in page


def test_who_may_invite_or_may_not_at_all_is_not_told_to_ask(
    client, administrator, data_protection_officer, person
):
    for viewer in (administrator, data_protection_officer):
        client.force_login(viewer)
        assert not told_to_ask(client, person)


def test_an_invitation_needs_a_post(client, administrator, person):
    client.force_login(administrator)

    url = reverse("people_admin:invite", args=[person.uuid])
    assert client.get(url).status_code == 405


# --- Import -----------------------------------------------------------------------------------------------


LIST = "matricule;nom;prenom;equipe\n900;Neuve;Ana;Accueil\n"


def send(client, text=LIST, **more):
    file = SimpleUploadedFile("liste.csv", text.encode(), content_type="text/csv")
    return client.post(IMPORT, {"file": file, "as_of": "2026-03-31", **more})


def test_a_file_is_previewed_then_applied_by_who_sent_it(client, training_manager):
    client.force_login(training_manager)

    preview = send(client).url
    page = client.get(preview).content.decode()
    assert "Ana Neuve" in page
    assert not Person.objects.filter(staff_number="900").exists()

    assert client.post(preview).url == preview
    assert Person.objects.filter(staff_number="900").exists()
    assert not StagedFile.objects.exists()
    after = client.get(preview).content.decode()
    assert ImportRun.objects.get().state == ImportState.APPLIED
    assert "Ana Neuve" not in after
    assert client.post(preview).status_code == 404


def test_preview_names_arrivals_moves_and_departures(client, training_manager):
    lines = [f"8{n:02};N{n};P;Accueil" for n in range(10)]
    head = "matricule;nom;prenom;equipe"
    import_staff("\n".join([head, *lines]).encode(), as_of=date(2026, 1, 31))
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
    )
    client.force_login(training_manager)

    url = send(client, f"{head}\n800;N;P;Mediation;\n801;N;P;Accueil;-\n").url
    page = client.get(url)

    assert [(each.team, bool(each.warning)) for each in page.context["teams"]] == [
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
    client.post(url, {"leavers": "2"})
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


def test_refused_lines_are_shown_and_cannot_be_applied(client, administrator):
    client.force_login(administrator)
    preview = send(client, LIST + "900;Autre;Léo;Accueil\n").url

    page = client.get(preview)
    client.post(preview)

    assert [refusal["line"] for refusal in page.context["refused"]] == [3]
    assert not Person.objects.filter(staff_number="900").exists()
    assert ImportRun.objects.get().state == ImportState.REFUSED


def test_what_stays_of_a_refused_file_repeats_nothing_of_it(client, administrator):
    client.force_login(administrator)
    send(client, LIST + "901;Autre;Léo;.\n902;X;Y;Accueil;secret\n")
    StagedFile.objects.all().delete()
    preview = send(client, LIST.replace("900", "9" * 41) + "901;;Canari;Accueil\n").url
    StagedFile.objects.all().delete()

    run = ImportRun.objects.first()
    page = client.get(preview).content.decode()

    assert [refusal["line"] for refusal in run.refusals] == [2, 3]
    assert "Canari" not in page + str(run.refusals)
    assert "9" * 41 not in page + str(run.refusals)


def test_a_file_waits_for_its_sender_alone_and_not_for_long(client, cast):
    client.force_login(cast["training_manager"])
    preview = send(client).url

    answers = statuses(client, cast, preview)
    assert outcome(answers) == {"training_manager", "administrator"}
    client.force_login(cast["administrator"])
    assert "Neuve" not in client.get(preview).content.decode()
    assert client.post(preview).status_code == 404
    assert client.get(f"{preview}changements.csv").status_code == 404

    StagedFile.objects.update(created_at="2020-01-01T00:00:00Z")
    client.force_login(cast["training_manager"])
    assert "Neuve" not in client.get(preview).content.decode()
    assert client.post(preview).status_code == 404
    send(client)
    assert StagedFile.objects.count() == 1


def crowd(client, settings):
    """Ten people, three of whom the list does not name: more than a fifth."""
    lines = [f"8{n:02};N{n};P;Accueil" for n in range(10)]
    settings.STAFF_IMPORT_MAX_LEAVERS_PERCENT = 20
    Person.objects.update(employed_from="2026-12-31")
    head = "matricule;nom;prenom;equipe"
    import_staff("\n".join([head, *lines]).encode(), as_of=date(2026, 1, 31))
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
        assert client.post(preview, {"leavers": typed}).status_code == 200
        assert not gone.exists()

    client.post(preview, {"leavers": "3"})
    assert gone.count() == 3
    assert ImportRun.objects.get().state == ImportState.APPLIED


def test_a_confirmed_number_that_is_no_longer_right_confirms_nothing(
    client, administrator, settings
):
    client.force_login(administrator)
    preview = crowd(client, settings)
    import_staff(b"matricule;nom;prenom;equipe\n890;N;P;Accueil\n", as_of=date(2026, 1, 31))

    client.post(preview, {"leavers": "3"})

    assert not Person.objects.filter(is_active=False, staff_number__startswith="8").exists()
    run = ImportRun.objects.get()
    assert (run.state, run.counts["left"]) == (ImportState.HELD, 4)


def test_an_import_that_fell_silent_says_so_and_starts_again(client, administrator):
    client.force_login(administrator)
    preview = send(client).url
    ImportRun.objects.update(state=ImportState.APPLYING)
    before = client.get(preview).content.decode()
    assert "hx-get" in before
    client.post(preview)
    assert not Person.objects.filter(staff_number="900").exists()

    ImportRun.objects.update(touched_at="2020-01-01T00:00:00Z")
    assert "hx-get" not in client.get(preview).content.decode()
    client.post(preview)
    assert Person.objects.filter(staff_number="900").exists()


def test_progress_is_a_part_of_the_page_until_it_is_done(client, administrator):
    client.force_login(administrator)
    preview = send(client).url
    ImportRun.objects.update(state=ImportState.APPLYING, done=30, total=120)

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
    client.post(reverse("people_admin:import_run", args=[run.uuid]))
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED


def run_without_its_mapping(client, mapping):
    preview = send(client, mapping=mapping.pk).url
    ImportRun.objects.update(state=ImportState.CHECKING)
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


def test_a_file_that_is_too_large_is_not_kept(client, administrator, settings):
    settings.IMPORT_MAX_BYTES = 10
    client.force_login(administrator)

    assert send(client).status_code == 200
    assert not StagedFile.objects.exists()


# --- Wagtail's own screens ----------------------------------------------------------------------------------


WAGTAIL_SCREENS = [
    "wagtailusers_users:index",
    "wagtailusers_users:add",
    "wagtailusers_groups:index",
    "wagtailusers_groups:add",
]


@pytest.mark.parametrize("name", WAGTAIL_SCREENS)
def test_wagtails_screens_for_users_are_no_way_around(client, cast, name):
    assert outcome(statuses(client, cast, reverse(name))) == set()


def test_no_bulk_action_assigns_a_role(client, cast):
    group = cast["editor"].groups.get()
    target = PersonFactory()
    url = reverse("wagtail_bulk_action", args=["people", "person", "assign_role"])

    for someone in cast.values():
        client.force_login(someone)
        client.post(f"{url}?id={target.pk}", {"role": group.pk})

    assert not target.groups.exists()


def test_a_superuser_makes_and_changes_a_person_in_wagtails_screens(client):
    root = PersonFactory(is_superuser=True)
    client.force_login(root)
    password = "quatre mots vont bien"
    data = {"staff_number": "777", "email": "a@b.fr", "first_name": "Ana", "last_name": "Neuve"}
    passwords = {"password1": password, "password2": password}

    assert client.get(reverse("wagtailusers_users:index")).status_code == 200
    added = client.post(reverse("wagtailusers_users:add"), data | passwords)
    ana = Person.objects.get(staff_number="777")
    changed = client.post(
        reverse("wagtailusers_users:edit", args=[ana.pk]),
        data | {"last_name": "Roux", "is_active": "on"},
    )

    assert (added.status_code, changed.status_code) == (302, 302)
    ana.refresh_from_db()
    assert (ana.last_name, ana.check_password(password)) == ("Roux", True)


def test_menu_offers_the_staff_list_to_those_who_may_open_it(client, cast):
    for role, someone in cast.items():
        if role in ("person", "manager"):
            continue
        client.force_login(someone)
        home = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (STAFF in home) == (role != "editor")


# --- Roles leave a trace, and are not for oneself -----------------------------------------------------


def roles_of(person):
    return reverse("people_admin:person_roles", args=[person.uuid])


def test_nobody_gives_a_role_to_themselves(client, administrator):
    client.force_login(administrator)
    wanted = {"role": Role.DATA_PROTECTION_OFFICER, "granted": "1"}

    assert client.post(roles_of(administrator), wanted).status_code == 404
    assert roles_of(administrator) not in client.get(record(administrator)).content.decode()


def test_a_role_granted_is_written_down_for_the_person(client, person, administrator):
    client.force_login(administrator)
    client.post(roles_of(person), {"role": Role.EDITOR, "granted": "1"})
    client.post(roles_of(person), {"role": Role.EDITOR})

    taken, granted = role_changes_of(person)
    assert (granted.role, granted.granted, granted.changed_by) == (Role.EDITOR, True, administrator)
    assert (taken.granted, taken.changed_by) == (False, administrator)
    assert str(administrator) in client.get(record(person)).content.decode()


def test_nobody_takes_another_name_in_the_administration(client, training_manager):
    client.force_login(training_manager)
    before = training_manager.get_full_name()
    account = reverse("wagtailadmin_account")
    assert 'type="file"' not in client.get(account).content.decode()

    client.post(account, {"name_email-first_name": "Yann", "name_email-last_name": "Kerbrat"})
    training_manager.refresh_from_db()
    assert training_manager.get_full_name() == before


def test_the_staff_list_is_not_given_as_a_file(client, training_manager):
    client.force_login(training_manager)

    assert client.get(STAFF, {"export": "csv"})["Content-Type"].startswith("text/html")
