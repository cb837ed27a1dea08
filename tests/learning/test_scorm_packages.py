"""Packages at the door, in a lesson, and what their units report."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db.models import ProtectedError
from django.urls import reverse

from learning.actions.scorm import StaleState, copy_states, delete_package, store_state
from learning.importers.scorm import EXPECTED, NOTES, REASONS, import_package, refusal_text
from learning.models import Lesson, LessonPage, ScormPackage, ScormState
from learning.scorm.refusals import PackageRefused, RefusalReason
from learning.scorm.runtime import StateRefused
from tests.learning.factories import make_lesson, make_module
from tests.learning.packages import package as archive
from tests.learning.packages import scorm_block, taken_in
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def package():
    return taken_in(units=("a", "b"), title="Accueillir")


@pytest.fixture
def lesson(package):
    return make_lesson(make_module(), blocks=[scorm_block(package)])


def player(lesson, package, name="package"):
    return reverse(f"learning:{name}", args=[lesson.record.uuid, package.uuid])


def send(client, lesson, package, **message):
    message = {"unit": "a", "sequence": 1, "data": {}} | message
    address = player(lesson, package, "package_state")
    return client.post(address, json.dumps(message), content_type="application/json")


def stored():
    storage = ScormPackage._meta.get_field("archive").storage
    return set(storage.listdir("")[1])


# --- At the door -------------------------------------------------------------------------------------


def test_every_refusal_and_note_has_its_words():
    assert set(REASONS) == set(RefusalReason)
    for why in RefusalReason:
        assert "%(" not in refusal_text(PackageRefused(why, "ici"))
    assert {"sequencing", "prerequisites", "time_limit", "sub_manifests"} <= set(NOTES)
    assert set(EXPECTED) <= set(RefusalReason)


def test_a_refused_package_leaves_nothing(tmp_path):
    before = stored()
    report = import_package(io.BytesIO(b"not a zip"))

    assert (report.applied, report.package, len(report.refused)) == (False, None, 1)
    assert not ScormPackage.objects.exists()
    assert stored() == before


def test_a_package_bigger_than_allowed_is_refused(settings):
    settings.SCORM_MAX_BYTES = 300
    report = import_package(archive())

    assert [refusal.reason for refusal in report.refused] == [str(REASONS[RefusalReason.TOO_BIG])]


def test_the_same_archive_again_changes_nothing(package):
    before = stored()
    report = import_package(archive(units=("a", "b"), title="Accueillir"), title="Autre titre")

    assert (report.created, report.unchanged) == (0, 1)
    assert ScormPackage.objects.get().title == "Accueillir"
    assert stored() == before


def test_what_is_not_followed_is_said_and_kept():
    items = (
        '<item identifier="i" identifierref="r-a"><adlcp:prerequisites type="aicc_script">x'
        "</adlcp:prerequisites><adlcp:maxtimeallowed>00:10:00</adlcp:maxtimeallowed></item>"
    )
    report = import_package(archive(items=items))

    assert report.package.notes == ["prerequisites", "time_limit"]
    assert len(report.notes) == 2


def test_the_command_takes_no_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("import_scorm", str(tmp_path / "nothing.zip"))

    assert error.value.returncode == 2


@pytest.mark.postgresql
def test_an_archive_goes_with_its_package(package, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        delete_package(package=package)

    assert package.archive.name not in stored()


@pytest.mark.postgresql
def test_a_package_that_somebody_began_stays(package, person):
    store_state(person=person, package=package, unit=package.units[0], sequence=1, data={})
    with pytest.raises(ProtectedError):
        delete_package(package=package)

    assert package.archive.name in stored()


# --- Who may open what -------------------------------------------------------------------------------


def test_a_lesson_shows_its_package_with_its_parts_and_how_far_one_is(
    client, person, lesson, package
):
    store_state(
        person=person,
        package=package,
        unit=package.units[0],
        sequence=1,
        data={"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "80"},
    )
    client.force_login(person)
    page = client.get(lesson.url).content.decode()

    assert "Accueillir" in page
    assert player(lesson, package) in page
    assert "80" in page


def test_the_player_opens_the_first_part_that_is_left(client, person, lesson, package):
    client.force_login(person)
    assert 'data-unit="a"' in client.get(player(lesson, package)).content.decode()

    done = {"cmi.core.lesson_status": "completed"}
    store_state(person=person, package=package, unit=package.units[0], sequence=1, data=done)
    response = client.get(player(lesson, package))
    page = response.content.decode()
    assert 'data-unit="b"' in page
    assert "frame-src 'self' http://packages.localhost:8000" in response["Content-Security-Policy"]
    assert 'sandbox="allow-scripts allow-same-origin allow-forms allow-modals"' in page
    assert 'data-unit="a"' in client.get(player(lesson, package) + "?unite=a").content.decode()
    assert client.get(player(lesson, package) + "?unite=z").status_code == 404


def test_a_package_is_told_a_pseudonym_and_no_name(client, person, lesson, package):
    client.force_login(person)
    start = client.get(player(lesson, package)).context["start"]
    other = taken_in(title="Autre")
    elsewhere = make_lesson(make_module(), blocks=[scorm_block(other)])

    for identity in (person.first_name, person.last_name, person.staff_number, str(person.uuid)):
        assert identity not in start
    learner = json.loads(start)["data"]["cmi.core.student_id"]
    assert (
        learner
        != json.loads(client.get(player(elsewhere, other)).context["start"])["data"][
            "cmi.core.student_id"
        ]
    )


def test_only_a_package_of_a_lesson_that_is_published_opens(client, person, lesson, package):
    client.force_login(person)
    stranger = taken_in(title="Ailleurs")
    assert client.get(player(lesson, stranger)).status_code == 404
    assert send(client, lesson, stranger).status_code == 404

    LessonPage.objects.get(pk=lesson.pk).unpublish()
    assert client.get(player(lesson, package)).status_code == 404
    assert send(client, lesson, package).status_code == 404
    assert not ScormState.objects.exists()


def test_only_who_keeps_packages_tries_them_out_and_nothing_is_kept(
    client, person, editor, package
):
    address = reverse("learning:package_try_out", args=[package.uuid])
    client.force_login(person)
    assert client.get(address).status_code == 404

    client.force_login(editor)
    assert 'data-save=""' in client.get(address).content.decode()


def test_without_an_address_of_its_own_no_package_opens(client, person, lesson, package, settings):
    settings.PACKAGES_ORIGIN = ""
    client.force_login(person)
    page = client.get(player(lesson, package)).content.decode()

    assert "iframe" not in page
    assert "PACKAGES_ORIGIN" in page


def test_the_lesson_asks_few_queries_whatever_the_number_of_parts(
    client, person, django_assert_max_num_queries
):
    big = taken_in(units=tuple(f"u{n}" for n in range(60)), title="Long")
    lesson = make_lesson(make_module(), blocks=[scorm_block(big)])
    client.force_login(person)
    client.get(player(lesson, big))
    with django_assert_max_num_queries(22):
        client.get(player(lesson, big))


# --- What a unit reports -----------------------------------------------------------------------------


def test_what_a_unit_reports_is_kept_for_this_person_alone(client, person, lesson, package):
    client.force_login(person)
    data = {"cmi.core.lesson_status": "incomplete", "cmi.suspend_data": "p=3", "autre": "x"}
    answer = send(client, lesson, package, data=data)

    assert answer.json() == {"sequence": 1, "completed": False, "percent": None}
    state = ScormState.objects.get()
    assert (state.person, state.unit, state.sequence) == (person, "a", 1)
    assert state.data == {"cmi.core.lesson_status": "incomplete", "cmi.suspend_data": "p=3"}

    client.force_login(PersonFactory())
    assert "p=3" not in client.get(player(lesson, package)).context["start"]


def test_completed_once_is_completed_and_the_best_score_counts(person, package):
    def report(sequence, **data):
        store_state(
            person=person,
            package=package,
            unit=package.units[0],
            sequence=sequence,
            data={f"cmi.core.{name.replace('__', '.')}": value for name, value in data.items()},
        )
        return ScormState.objects.get()

    first = report(1, lesson_status="passed", score__raw="80").completed_at
    assert first is not None
    again = report(2, lesson_status="failed", score__raw="30")
    assert (again.completed_at, again.percent) == (first, 80)
    assert report(3, lesson_status="passed", score__raw="95").percent == 95


def test_a_window_that_is_behind_undoes_nothing(client, person, lesson, package):
    client.force_login(person)
    send(client, lesson, package, sequence=5, data={"cmi.suspend_data": "neuf"})

    assert (
        send(client, lesson, package, sequence=4, data={"cmi.suspend_data": "vieux"}).status_code
        == 409
    )
    assert (
        send(client, lesson, package, sequence=5, data={"cmi.suspend_data": "vieux"}).status_code
        == 409
    )
    assert (
        send(client, lesson, package, sequence=5, data={"cmi.suspend_data": "neuf"}).status_code
        == 200
    )
    assert ScormState.objects.get().data == {"cmi.suspend_data": "neuf"}


def test_nobody_puts_their_state_out_of_reach(person, package):
    with pytest.raises(StaleState):
        store_state(
            person=person, package=package, unit=package.units[0], sequence=2**31 - 1, data={}
        )


HOSTILE_BODIES = [
    b"",
    b"[]",
    b"null",
    b"{}",
    b'{"unit": "a"}',
    b'{"unit": "a", "sequence": "1", "data": {}}',
    b'{"unit": "a", "sequence": true, "data": {}}',
    b'{"unit": "a", "sequence": 0, "data": {}}',
    b'{"unit": "a", "sequence": 99999999999999999999, "data": {}}',
    b'{"unit": "a", "sequence": NaN, "data": {}}',
    b'{"unit": "z", "sequence": 1, "data": {}}',
    b'{"unit": {}, "sequence": 1, "data": {}}',
    b'{"unit": "a", "sequence": 1, "data": []}',
    b'{"unit": "a", "sequence": 1, "data": {}, "person": 2}',
    b'{"unit": "a", "sequence": 1, "data": {"cmi.core.lesson_status": "hacked"}}',
    b'{"unit": "a", "sequence": 1, "data": {"cmi.suspend_data": {"a": 1}}}',
    b'{"unit": "a", "sequence": 1, "data": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_001,
    b"\xff\xfe",
]


@pytest.mark.parametrize("sent", HOSTILE_BODIES, ids=range(len(HOSTILE_BODIES)))
def test_what_is_no_report_is_refused_and_keeps_nothing(client, person, lesson, package, sent):
    client.force_login(person)
    answer = client.post(
        player(lesson, package, "package_state"), sent, content_type="application/json"
    )

    assert answer.status_code == 400
    assert not ScormState.objects.exists()


def test_too_much_is_refused_and_what_was_kept_stays(client, person, lesson, package):
    client.force_login(person)
    send(client, lesson, package, data={"cmi.suspend_data": "x"})
    answer = send(client, lesson, package, sequence=2, data={"cmi.suspend_data": "x" * 70_000})
    assert (answer.status_code, answer.json()["why"]) == (400, "too_big")
    answer = send(client, lesson, package, sequence=2, data={"cmi.suspend_data": "x" * 600_000})
    assert answer.status_code == 400

    assert ScormState.objects.get().data == {"cmi.suspend_data": "x"}


@pytest.mark.postgresql
def test_what_no_database_keeps_is_replaced(person, package):
    data = {"cmi.suspend_data": "a\0b\ud800c", "cmi.core.lesson_location": "𝟙"}
    store_state(person=person, package=package, unit=package.units[0], sequence=1, data=data)

    assert ScormState.objects.get().data["cmi.suspend_data"] == "a\ufffdb\ufffdc"


def test_a_page_without_a_run_time_is_completed_by_being_opened(person):
    pages = taken_in(kind="asset", title="Pages")
    store_state(person=person, package=pages, unit=pages.units[0], sequence=1, data={})

    assert ScormState.objects.get().completed_at is not None


def test_a_refused_report_makes_no_state(person, package):
    with pytest.raises(StateRefused):
        store_state(person=person, package=package, unit=package.units[0], sequence=1, data=[])

    assert not ScormState.objects.exists()


# --- A new version -----------------------------------------------------------------------------------


@pytest.mark.postgresql
def test_a_new_version_keeps_what_was_done_in_parts_of_the_same_name(person, package):
    done = {"cmi.core.lesson_status": "completed", "cmi.suspend_data": "p=9"}
    for unit in package.units:
        store_state(person=person, package=package, unit=unit, sequence=3, data=done)
    report = import_package(archive(units=("b", "c"), title="Accueillir 2"), replaces=package)

    assert report.carried == 1
    state = ScormState.objects.get(package=report.package)
    assert (state.unit, state.data, state.completed_at is not None) == ("b", done, True)
    assert copy_states(old=package, new=report.package) == 1  # again: nothing twice
    assert ScormState.objects.filter(package=report.package).count() == 1


# --- The administration ------------------------------------------------------------------------------

URLS = "wagtailsnippets_learning_scormpackage"


def upload(client, content, **fields):
    sent = SimpleUploadedFile("cours.zip", content, content_type="application/zip")
    return client.post(
        reverse(f"{URLS}:add"), {"file": sent, "title": "", "replaces": ""} | fields, follow=True
    )


def test_an_editor_takes_a_package_in_and_reads_what_was_found(client, editor):
    client.force_login(editor)
    assert client.get(reverse(f"{URLS}:add")).status_code == 200
    items = '<item identifier="i" identifierref="r-a"><title>Le comptoir</title><imsss:sequencing><imsss:sequencingRules/></imsss:sequencing></item>'
    page = upload(client, archive(version="2004", items=items).getvalue()).content.decode()

    assert "Le comptoir" in page
    assert str(NOTES["sequencing"])[:20] in page
    assert reverse("learning:package_try_out", args=[ScormPackage.objects.get().uuid]) in page


def test_an_editor_reads_why_a_package_is_refused(client, editor):
    client.force_login(editor)
    page = upload(client, b"PK\x05\x06" + bytes(18)).content.decode()

    assert "imsmanifest.xml" in page
    assert not ScormPackage.objects.exists()


def test_a_file_too_big_is_refused_by_the_form(client, editor, settings):
    settings.SCORM_MAX_BYTES = 100
    client.force_login(editor)
    upload(client, archive().getvalue())

    assert not ScormPackage.objects.exists()


def test_a_package_in_use_is_not_deleted(client, editor, person, package):
    store_state(person=person, package=package, unit=package.units[0], sequence=1, data={})
    client.force_login(editor)
    client.post(reverse(f"{URLS}:delete", args=[package.pk]))

    assert ScormPackage.objects.filter(pk=package.pk).exists()


def test_an_unused_package_is_deleted_with_its_archive(
    client, editor, package, django_capture_on_commit_callbacks
):
    client.force_login(editor)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse(f"{URLS}:delete", args=[package.pk]))

    assert not ScormPackage.objects.exists()
    assert package.archive.name not in stored()


def test_the_record_of_a_lesson_names_the_package_to_complete(lesson, package):
    assert Lesson.objects.get(pk=lesson.record_id).required_package_id == package.pk
