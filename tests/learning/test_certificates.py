"""A path that is done is certified: once a round, as it was that day, whatever its pages become."""

import re
import zlib
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from cms.models import OrganisationSettings
from core.dates import months_after, months_before, today
from learning.actions.certificates import issue_certificate, issue_certificates
from learning.certificate_codes import generate_code, normalise_code
from learning.exporters.certificate_pdf import certificate_pdf
from learning.models import Certificate, Enrolment, LessonPage, LessonProgress, ModuleGrant
from learning.tasks import issue_certificates_task
from tests.learning.factories import (
    make_attempt,
    make_enrolment,
    make_lesson,
    make_module,
    make_path,
    make_quiz,
)
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

ORGANISATION = OrganisationSettings(name="Caisse du Val", accent="#ffe600")


@pytest.fixture
def course():
    """A path of two lessons, the second with a quiz to pass."""
    module, quiz = make_module("Accueillir"), make_quiz()
    pages = [make_lesson(module, "Écouter"), make_lesson(module, "Répondre", quiz=quiz, minutes=8)]
    path = make_path(module, title="Premiers pas")
    lessons = [page.record for page in pages]
    return SimpleNamespace(module=module, quiz=quiz, pages=pages, path=path, lessons=lessons)


def read(person, lesson, at=None):
    moment = at or timezone.now()
    LessonProgress.objects.update_or_create(
        person=person,
        lesson=lesson,
        defaults={"started_at": moment - timedelta(minutes=5), "read_at": moment},
    )


def finish(person, course, at=None):
    for lesson in course.lessons:
        read(person, lesson, at)
    attempt = make_attempt(person, course.quiz)
    if at:
        person.quiz_attempts.filter(pk=attempt.pk).update(
            started_at=at - timedelta(minutes=5), submitted_at=at
        )


def at_noon(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=12)


def publish_again(page, title):
    page.title = title
    page.save_revision().publish()
    return LessonPage.objects.get(pk=page.pk)


# --- What it keeps ---------------------------------------------------------------------------------


def test_it_keeps_the_titles_and_the_revisions_that_were_live_when_each_lesson_was_passed(
    person, course
):
    first = publish_again(course.pages[0], "Écouter vraiment").live_revision
    make_enrolment(person, course.path)
    finish(person, course)
    publish_again(course.pages[0], "Une tout autre leçon")

    certificate = issue_certificate(person=person, path=course.path)

    assert (certificate.title, certificate.issued_on, certificate.minutes) == (
        "Premiers pas",
        today(),
        15,
    )
    assert [lesson["revision"] for lesson in certificate.lessons] == [first.pk, None]
    assert certificate.lessons[1] == {
        "uuid": str(course.lessons[1].uuid),
        "title": "Répondre",
        "module": "Accueillir",
        "revision": None,
        "done_on": today().isoformat(),
    }


def test_a_rewrite_afterwards_changes_nothing(person, course):
    make_enrolment(person, course.path)
    finish(person, course)
    before = issue_certificate(person=person, path=course.path)

    publish_again(course.pages[0], "Autre titre")
    course.pages[1].unpublish()
    course.path.title = "Autre parcours"
    course.path.save()
    make_lesson(course.module, "Une de plus")

    after = issue_certificate(person=person, path=course.path)
    fields = "title", "lessons", "minutes", "issued_on", "code"
    assert [getattr(after, name) for name in fields] == [getattr(before, name) for name in fields]


def test_it_is_of_the_day_of_the_last_thing_done_and_not_of_that_of_its_making(person, course):
    day = today() - timedelta(days=40)
    make_enrolment(person, course.path)
    for lesson in course.lessons:
        read(person, lesson, at_noon(day - timedelta(days=3)))
    finish(person, course, at_noon(day))

    assert issue_certificate(person=person, path=course.path).issued_on == day


@pytest.mark.parametrize(
    ("issued", "months", "ends"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 6, 30), None, None),
    ],
)
def test_it_ends_on_the_same_day_of_a_later_month_or_the_last_of_a_shorter_one(
    person, course, issued, months, ends
):
    course.path.valid_months = months
    course.path.save()
    make_enrolment(person, course.path)
    finish(person, course, at_noon(issued))

    assert issue_certificate(person=person, path=course.path).expires_on == ends


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_the_end_of_a_validity_is_never_in_a_month_beyond(day, months):
    end = months_after(day, months)

    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day <= day.day
    assert months_before(end, months).month == day.month


def test_it_is_valid_on_its_last_day_and_no_longer(person, course):
    certificate = Certificate.objects.create(
        person=person, path=course.path, title="x", code=generate_code(),
        issued_on=date(2026, 1, 31), expires_on=date(2026, 2, 28),
    )  # fmt: skip

    valid = [
        certificate.is_valid_on(date(2026, *day)) for day in ((1, 30), (1, 31), (2, 28), (3, 1))
    ]
    assert valid == [False, True, True, False]
    assert Certificate.objects.valid_on(date(2026, 2, 28)).exists()
    assert not Certificate.objects.valid_on(date(2026, 3, 1)).exists()


# --- Who gets one, and when ------------------------------------------------------------------------


def test_nobody_is_certified_for_what_they_do_not_follow_or_have_not_finished(person, course):
    finish(person, course)
    assert issue_certificate(person=person, path=course.path) is None

    follower = PersonFactory()
    make_enrolment(follower, course.path)
    for lesson in course.lessons:
        read(follower, lesson)  # without its quiz
    assert issue_certificate(person=follower, path=course.path) is None
    assert issue_certificates() == 0


def test_asked_again_it_is_the_same(person, course):
    make_enrolment(person, course.path)
    finish(person, course)

    codes = {issue_certificate(person=person, path=course.path).code for _time in range(3)}

    assert len(codes) == Certificate.objects.count() == 1


@pytest.mark.postgresql
def test_the_database_holds_one_for_a_person_a_path_and_a_day(person, course):
    day = {"person": person, "path": course.path, "title": "x", "issued_on": today()}
    Certificate.objects.create(**day, code=generate_code())

    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(**day, code=generate_code())
    with pytest.raises(ValidationError):
        Certificate(
            **day | {"issued_on": date(2020, 1, 2)},
            expires_on=date(2020, 1, 1),
            code=generate_code(),
        ).validate_constraints()


def test_the_task_certifies_what_a_quiz_completed_and_does_so_once(person, course):
    others = PersonFactory.create_batch(3)
    for learner in (person, *others):
        make_enrolment(learner, course.path)
    for learner in (person, others[0]):
        finish(learner, course)
    read(others[1], course.lessons[0])

    issue_certificates_task()
    issue_certificates_task()

    assert set(Certificate.objects.values_list("person", flat=True)) == {person.pk, others[0].pk}
    assert Certificate.objects.count() == 2


def test_looking_for_whom_to_certify_costs_the_same_for_few_and_for_many(
    course, django_assert_num_queries
):
    for number in range(8):
        person = PersonFactory()
        make_enrolment(person, course.path)
        if number % 2:
            finish(person, course)
    issue_certificates()

    with django_assert_num_queries(2):
        assert issue_certificates() == 0


def test_a_new_round_is_certified_anew_and_what_was_done_before_it_does_not_count(person, course):
    course.path.valid_months = 12
    course.path.save()
    make_enrolment(person, course.path)
    long_ago = at_noon(today() - timedelta(days=400))
    finish(person, course, long_ago)
    first = issue_certificate(person=person, path=course.path)
    Enrolment.objects.update(counts_from=timezone.now() - timedelta(days=2))

    assert issue_certificate(person=person, path=course.path) is None
    assert issue_certificates() == 0

    finish(person, course)
    second = issue_certificate(person=person, path=course.path)

    assert second.issued_on == today()
    assert second.code != first.code
    assert issue_certificate(person=person, path=course.path) == second
    assert Certificate.objects.get(pk=first.pk).expires_on < today()


def test_the_last_lesson_leads_to_the_certificate(client, person, course):
    make_enrolment(person, course.path)
    make_attempt(person, course.quiz)
    read(person, course.lessons[0])
    client.force_login(person)

    answer = client.post(reverse("learning:finish", args=[course.lessons[1].uuid]))

    certificate = Certificate.objects.get(path=course.path)
    assert answer["Location"] == reverse("learning:certificate", args=[certificate.uuid])
    assert "Premiers pas" in client.get(answer["Location"]).content.decode()


def test_the_page_of_a_path_and_that_of_a_passed_quiz_offer_it(client, person, course):
    make_enrolment(person, course.path)
    finish(person, course)
    client.force_login(person)
    address = reverse("learning:receive_certificate", args=[course.path.uuid])
    attempt = person.quiz_attempts.get()
    pages = (
        reverse("learning:path", args=[course.path.uuid]),
        reverse("quizzes:result", args=[attempt.uuid]),
        reverse("learning:transcript"),
    )

    assert [address in client.get(page).content.decode() for page in pages] == [True] * 3
    answer = client.post(address)

    certificate = Certificate.objects.get()
    assert answer["Location"] == reverse("learning:certificate", args=[certificate.uuid])
    assert [address in client.get(page).content.decode() for page in pages] == [False] * 3


def test_a_path_that_is_not_done_gives_none_by_its_address(client, person, course):
    make_enrolment(person, course.path)
    client.force_login(person)

    answer = client.post(reverse("learning:receive_certificate", args=[course.path.uuid]))

    assert answer["Location"] == reverse("learning:path", args=[course.path.uuid])
    assert not Certificate.objects.exists()


def test_a_path_whose_modules_were_all_passed_over_is_dated_by_that(person, course, monkeypatch):
    """What a path counts as done is its own rule: here a path row that says so."""
    enrolment = make_enrolment(person, course.path)
    ModuleGrant.objects.create(person=person, module=course.module.record)
    from learning.queries.certificates import completed_path
    from learning.queries.paths import path_row

    passed = completed_path(path_row(person, course.path), enrolment)

    assert (passed.done_on, passed.lessons) == (today(), [])


# --- The code --------------------------------------------------------------------------------------


def test_a_code_is_long_unlike_any_other_and_has_no_letter_that_paper_confuses():
    codes = {generate_code() for _time in range(500)}

    assert len(codes) == 500
    assert all(
        re.fullmatch(r"(?:[2-9A-HJKMNP-Z]{4}-){5}[2-9A-HJKMNP-Z]{4}", code) for code in codes
    )
    assert 31**24 > 2**100


@given(st.text(max_size=60))
def test_what_is_no_code_is_read_as_none(text):
    read_as = normalise_code(text)

    assert read_as in ("", normalise_code(read_as))


@given(st.data())
def test_a_code_is_read_whatever_its_case_spaces_and_hyphens(data):
    code = generate_code()
    typed = "".join(
        data.draw(st.sampled_from((letter, letter.lower())))
        + data.draw(st.sampled_from(("", " ", "-", "\u00a0", "–", "\t")))
        for letter in code.replace("-", "")
    )

    assert normalise_code(typed) == code


# --- The file --------------------------------------------------------------------------------------


def issued(person, course, **fields):
    fields = {"lessons": [lesson_kept("Écouter")], "minutes": 130} | fields
    return Certificate.objects.create(
        **{"person": person, "path": course.path, "title": "Premiers pas", "code": generate_code()}
        | {"issued_on": date(2026, 3, 1), "expires_on": date(2027, 3, 1)}
        | fields
    )


def lesson_kept(title, module="Accueillir"):
    day = "2026-03-01"
    return {"uuid": "0", "title": title, "module": module, "revision": 1, "done_on": day}


def objects_of(pdf):
    """The bytes of the file with its compressed streams beside them."""
    opened = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            opened.append(stream)
    return pdf + b"\n".join(opened)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_file_is_accessible_and_in_the_language_of_its_reader(person, course, language):
    certificate = issued(person, course)
    with override(language):
        pdf = objects_of(certificate_pdf(certificate, organisation=ORGANISATION))

    assert re.search(rb"pdfuaid:part(>|=.)1", pdf)
    assert b"/StructTreeRoot" in pdf
    assert re.search(rb"/Marked true", pdf)
    assert re.search(rb"/Lang\s*\(" + language.encode() + rb"\)", pdf)
    assert re.search(rb"/DisplayDocTitle true", pdf)
    assert b"Premiers pas" in pdf  # in its title
    assert certificate.code.encode() in pdf  # in the link
    assert b"/Figure" in pdf  # the square to point a phone at


def test_the_same_certificate_is_the_same_file_whenever_it_is_asked_for(person, course):
    certificate = issued(person, course)

    files = {certificate_pdf(certificate, organisation=ORGANISATION) for _time in range(2)}

    assert len(files) == 1


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        "] #panic() [",
        "= Titre $x$ *gras* _i_ `code` @ref <label> \\ #",
        "<script>alert(1)</script>",
        "李小龍 مريم 🎉 \x07",
        "Q" * 150,
    ],
)
def test_no_name_is_markup_and_none_is_too_strange_for_a_file(course, name):
    holder = PersonFactory(first_name=name, last_name="Fin")
    certificate = issued(holder, course, title=name, lessons=[lesson_kept(name, name)])

    pdf = certificate_pdf(certificate, organisation=OrganisationSettings(name=name))

    assert pdf.startswith(b"%PDF")
    assert re.search(rb"pdfuaid:part(>|=.)1", objects_of(pdf))


def test_only_its_holder_opens_it(client, person, course, training_manager, manager):
    certificate = issued(person, course)
    addresses = [
        reverse(f"learning:{name}", args=[certificate.uuid])
        for name in ("certificate", "certificate_pdf")
    ]
    for other in (training_manager, manager, PersonFactory(is_superuser=True)):
        client.force_login(other)
        assert [client.get(address).status_code for address in addresses] == [404, 404]

    client.force_login(person)
    page, pdf = (client.get(address) for address in addresses)
    assert page.status_code == 200
    assert pdf["Content-Type"] == "application/pdf"
    assert "no-store" in pdf["Cache-Control"]


# --- Once it has ended ---------------------------------------------------------------------------------


def test_it_is_renewed_near_its_end_only_and_what_was_done_before_counts_no_more(
    client, person, course
):
    make_enrolment(person, course.path)
    certificate = issued(
        person, course, issued_on=today(), expires_on=today() + timedelta(days=300)
    )
    address = reverse("learning:renew_certificate", args=[certificate.uuid])
    client.force_login(person)

    assert client.post(address).status_code == 404
    Certificate.objects.update(
        issued_on=today() - timedelta(days=330), expires_on=today() + timedelta(days=30)
    )
    client.post(address)
    begun = Enrolment.objects.get().counts_from
    client.post(address)

    assert begun is not None
    assert Enrolment.objects.get().counts_from == begun


def test_it_is_renewed_by_its_refresher_path_where_there_is_one(client, person, course):
    course.path.refresher = make_path(make_module(), title="Rappel")
    course.path.save()
    make_enrolment(person, course.path)
    certificate = issued(person, course, expires_on=today())
    client.force_login(person)

    client.post(reverse("learning:renew_certificate", args=[certificate.uuid]))

    followed = Enrolment.objects.filter(person=person)
    assert set(followed.values_list("path__title", flat=True)) == {"Premiers pas", "Rappel"}
    assert not followed.exclude(counts_from=None).exists()
