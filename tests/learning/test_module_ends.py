"""A module that is finished: what its page says, its certificate, and a passed quiz that finishes its lesson."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cms.models import OrganisationSettings
from core.dates import today
from learning.actions.certificates import issue_module_certificate, share_certificate
from learning.actions.grants import grant_modules
from learning.actions.progress import finish_lesson
from learning.enums import CertificateDetail
from learning.exporters.certificate_pdf import certificate_pdf
from learning.models import Certificate, Lesson, LessonProgress, ModulePage
from quizzes.actions.essays import mark_answer
from quizzes.models import Quiz
from tests.learning.factories import (
    make_enrolment,
    make_lesson,
    make_module,
    make_package,
    make_path,
)
from tests.learning.packages import scorm_block
from tests.people.factories import PersonFactory
from tests.quizzes.essays import essay_quiz, written_answer
from tests.quizzes.factories import failed_attempt, passed_attempt, quiz_of


pytestmark = pytest.mark.django_db

END = "Your footbridge has one more arch"


@pytest.fixture
def nadia():
    return PersonFactory(first_name="Nadia", last_name="Benali")


@pytest.fixture
def reader(nadia):
    client = Client(headers={"accept-language": "en"})
    client.force_login(nadia)
    return client


@pytest.fixture
def module():
    return make_module("Reconnaître un message douteux")


def finish(reader, lesson):
    return reader.post(reverse("learning:finish", args=[lesson.record.uuid]))


def read_page(reader, page):
    return reader.get(page.url).content.decode()


def is_read(person, lesson):
    return LessonProgress.objects.filter(
        person=person, lesson=lesson.record, read_at__isnull=False
    ).exists()


# --- The quiz and its lesson ---------------------------------------------------------------------------


def test_a_passed_quiz_finishes_the_lesson_that_holds_it_and_a_failed_one_does_not(nadia, module):
    quiz = quiz_of(2)
    lesson, other = make_lesson(module, quiz=quiz), make_lesson(module, quiz=quiz_of(2))

    failed_attempt(quiz, nadia)
    assert not is_read(nadia, lesson)
    passed_attempt(quiz, nadia)

    assert is_read(nadia, lesson)
    assert not is_read(nadia, other)
    assert not Certificate.objects.exists()


def test_a_second_pass_keeps_the_moment_of_the_first(nadia, module):
    quiz = quiz_of(2)
    lesson = make_lesson(module, quiz=quiz)
    passed_attempt(quiz, nadia)
    first = LessonProgress.objects.get(lesson=lesson.record).read_at

    passed_attempt(quiz, nadia)

    assert LessonProgress.objects.get(lesson=lesson.record).read_at == first


@pytest.mark.parametrize("left", ["package", "practice", "module before", "nothing published"])
def test_a_passed_quiz_leaves_a_lesson_of_which_something_is_left(nadia, module, left):
    quiz = quiz_of(2)
    blocks = [scorm_block(make_package())] if left == "package" else []
    lesson = make_lesson(module, quiz=quiz, blocks=blocks)
    if left == "practice":
        Lesson.objects.filter(pk=lesson.record_id).update(required_practice="payer")
    if left == "module before":
        before = make_module()
        make_lesson(before)
        module.record.requires.add(before.record)
    if left == "nothing published":
        lesson.unpublish()

    passed_attempt(quiz, nadia)

    assert not is_read(nadia, lesson)


def test_the_mark_that_passes_an_open_answer_finishes_the_lesson(nadia, module, training_manager):
    quiz = essay_quiz()
    lesson = make_lesson(module, quiz=quiz)
    item = written_answer(nadia, quiz=quiz)
    assert not is_read(nadia, lesson)

    mark_answer(item=item, by=training_manager, percents=(100, 100), comment="Bien.", seen=0)

    assert is_read(nadia, lesson)


@pytest.mark.parametrize("asks_again", ["the lesson", "a path"])
def test_a_mark_given_late_shows_nothing_of_what_asks_again_since(
    nadia, module, training_manager, asks_again
):
    quiz = essay_quiz()
    lesson = make_lesson(module, quiz=quiz)
    item = written_answer(nadia, quiz=quiz)
    if asks_again == "the lesson":
        Lesson.objects.filter(pk=lesson.record_id).update(asks_again_since=timezone.now())
    else:
        make_enrolment(nadia, make_path(module), counts_from=timezone.now())

    mark_answer(item=item, by=training_manager, percents=(100, 100), comment="Bien.", seen=0)

    assert not is_read(nadia, lesson)


# --- The moment ----------------------------------------------------------------------------------------


def test_the_act_that_finishes_a_module_leads_to_its_end_and_issues_its_certificate(
    reader, nadia, module
):
    one, two = make_lesson(module), make_lesson(module)
    path = make_path(module, make_module(), title="Deux modules")
    make_lesson(ModulePage.objects.get(record=path.entries.last().module))
    make_enrolment(nadia, path)

    assert finish(reader, two).url != module.url
    assert END not in read_page(reader, module)
    assert finish(reader, one).url == f"{module.url}#fini"

    certificate = Certificate.objects.get()
    assert (certificate.module, certificate.path) == (module.record, None)
    assert (certificate.issued_on, certificate.expires_on) == (today(), None)
    assert len(certificate.lessons) == 2
    html = read_page(reader, module)
    assert END in html
    assert "Essayer." in html  # of “vous saurez essayer.”
    assert certificate.code in html


def test_the_final_quiz_passed_leads_to_the_end_with_the_best_result_for_its_reader_alone(
    reader, nadia, module
):
    quiz = quiz_of(5)
    make_lesson(module, quiz=quiz)
    attempt = passed_attempt(quiz, nadia)

    result = reader.get(reverse("quizzes:result", args=[attempt.uuid])).content.decode()
    assert f'href="{module.url}#fini"' in result
    html = read_page(reader, module)
    assert "Only you can see this" in html
    assert "5<small> of 5</small>" in " ".join(html.split())
    Quiz.objects.update(shows_grade=False)
    assert "score__n" not in read_page(reader, module)


def test_the_next_step_is_of_the_path_that_holds_the_module(reader, nadia, module):
    lesson, elsewhere, following = make_lesson(module), make_module(), make_module("La messagerie")
    make_lesson(elsewhere)
    make_lesson(following)
    make_enrolment(nadia, make_path(elsewhere))
    make_enrolment(nadia, make_path(module, following))
    finish(reader, lesson)

    assert "Next arch:" in (html := " ".join(read_page(reader, module).split()))
    assert "La messagerie, 7 min." in html


def test_a_colleagues_word_stands_where_an_editor_wrote_one(reader, module):
    lesson = make_lesson(module)
    finish(reader, lesson)
    assert 'class="word"' not in read_page(reader, module)
    ModulePage.objects.update(word="Vous saurez quoi dire.", word_from="Une collègue de l’accueil")

    html = read_page(reader, module)

    assert "Vous saurez quoi dire." in html
    assert "Une collègue de l’accueil" in html


def test_a_module_that_is_granted_has_no_end_and_no_certificate(reader, nadia, module):
    lesson = make_lesson(module)
    grant_modules(person=nadia, modules=[module.record_id], counts_from=None)
    receive = reverse("learning:receive_module_certificate", args=[module.record.uuid])

    assert END not in read_page(reader, module)
    assert reader.post(receive).url == module.url
    assert not Certificate.objects.exists()
    finish(reader, lesson)
    assert END in read_page(reader, module)


def test_a_grant_does_not_stand_for_a_quiz_that_a_certificate_would_attest(reader, nadia, module):
    quiz = quiz_of(2)
    lesson = make_lesson(module, quiz=quiz)
    grant_modules(person=nadia, modules=[module.record_id], counts_from=None)

    finish(reader, lesson)
    assert END not in read_page(reader, module)
    assert issue_module_certificate(person=nadia, module=module.record) is None
    passed_attempt(quiz, nadia)

    assert END in read_page(reader, module)
    assert Certificate.objects.exists()


def test_a_module_finished_before_is_certified_on_demand_and_once(reader, nadia, module):
    lesson = make_lesson(module)
    finish_lesson(person=nadia, lesson=lesson.record)
    receive = reverse("learning:receive_module_certificate", args=[module.record.uuid])
    assert receive in read_page(reader, module)
    assert not Certificate.objects.exists()  # reading wrote nothing

    first, second = reader.post(receive), reader.post(receive)

    assert (
        first.url
        == second.url
        == reverse("learning:certificate", args=[Certificate.objects.get().uuid])
    )
    assert reader.get(first.url).status_code == 200


# --- Its certificate -------------------------------------------------------------------------------------


@pytest.fixture
def certificate(nadia, module):
    quiz = quiz_of(5)
    make_lesson(module, "Lire l’adresse", quiz=quiz)
    passed_attempt(quiz, nadia)
    return Certificate.objects.get()


def test_a_module_seen_again_after_a_rewriting_has_another_certificate(nadia, certificate):
    day = certificate.issued_on.replace(year=certificate.issued_on.year - 1)
    Certificate.objects.update(issued_on=day)
    again = issue_module_certificate(person=nadia, module=certificate.module)

    assert again.issued_on == today()
    assert again == issue_module_certificate(person=nadia, module=certificate.module)


def test_whoever_has_the_code_reads_the_name_the_module_and_the_day_and_never_a_result(
    certificate,
):
    share_certificate(certificate=certificate.uuid, shows=CertificateDetail.values)

    page = Client(headers={"accept-language": "en"}).get(
        reverse("verification:shown", args=[certificate.code])
    )

    html = page.content.decode()
    for words in ("Nadia Benali", "<dt>\n", "Module", certificate.title, "Lire l’adresse"):
        assert words in html
    assert (
        "5" not in html.replace(str(today().year), "").partition("<main")[2].partition("</main")[0]
    )


def test_its_sheet_says_that_it_is_of_a_module(certificate, rf):

    with override("fr"):
        pdf = certificate_pdf(certificate, organisation=OrganisationSettings(name="Val"))

    assert pdf.startswith(b"%PDF")


def test_it_stands_in_the_record_and_is_no_certificate_of_a_path(reader, nadia, certificate):
    make_enrolment(nadia, path := make_path(ModulePage.objects.get(record=certificate.module)))
    html = reader.get(reverse("learning:transcript")).content.decode()

    assert reverse("learning:certificate", args=[certificate.uuid]) in html
    assert reverse("learning:receive_certificate", args=[path.uuid]) in html
    assert reader.get("/").status_code == 200
    assert (
        reader.post(reverse("learning:renew_certificate", args=[certificate.uuid])).status_code
        == 404
    )


def test_it_stands_in_the_record_when_its_module_is_taken_down(reader, certificate):
    certificate.module.pages.get().unpublish()

    html = reader.get(reverse("learning:transcript")).content.decode()

    assert reverse("learning:certificate", args=[certificate.uuid]) in html


@pytest.mark.parametrize("has", ["both", "neither"])
def test_a_certificate_is_of_a_path_or_of_a_module(certificate, has):
    path = make_path() if has == "both" else None
    module = certificate.module if has == "both" else None
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(path=path, module=module)
