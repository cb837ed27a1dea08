"""« Mes formations »: what somebody learnt, for them alone, to read and to take away."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.dates import today
from learning import transcript_registry
from learning.actions.certificates import issue_certificate
from learning.certificate_codes import generate_code
from learning.models import Certificate, Enrolment, LessonProgress
from learning.transcript_registry import TranscriptLine, register_transcript
from quizzes.enums import Purpose
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

URL, PDF, CSV, JSON = (
    reverse(f"learning:transcript{kind}") for kind in ("", "_pdf", "_csv", "_json")
)


@pytest.fixture
def mine(client, person):
    client.force_login(person)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def sources(monkeypatch):
    monkeypatch.setattr(transcript_registry, "_sources", [])


def read(person, page, at=None):
    moment = at or timezone.now()
    LessonProgress.objects.create(
        person=person, lesson=page.record, started_at=moment - timedelta(minutes=5), read_at=moment
    )


def certificate_of(person, path, issued, expires=None):
    return Certificate.objects.create(
        person=person, path=path, title=path.title, code=generate_code(), minutes=15,
        issued_on=issued, expires_on=expires,
        lessons=[{"uuid": "1", "title": "Leçon", "module": "Module", "revision": 7,
                  "done_on": issued.isoformat()}],
    )  # fmt: skip


def titles(answer):
    chosen = answer.context["transcript"]
    return [line.title for line in (*chosen.paths, *chosen.lines)]


def test_it_holds_paths_modules_beside_them_and_quizzes_passed_and_of_nobody_else(mine, person):
    followed, beside, unfinished = make_module(), make_module("À côté"), make_module("Entamé")
    path = make_path(followed, title="Suivi")
    make_enrolment(person, path)
    for module in (followed, beside, unfinished):
        read(person, make_lesson(module))
    make_lesson(unfinished)
    passed, failed, placement = make_quiz("Réussi"), make_quiz("Raté"), make_quiz("Placement")
    for points in (9, 10):
        make_attempt(person, passed, points=points)
    make_attempt(person, failed, points=3)
    person.quiz_attempts.filter(pk=make_attempt(person, placement).pk).update(
        purpose=Purpose.PLACEMENT
    )
    other = PersonFactory()
    make_attempt(other, make_quiz("D’une autre"))
    certificate_of(other, make_path(make_module(), title="D’une autre"), today())

    answer = mine.get(URL)

    assert sorted(titles(answer)) == ["Réussi", "Suivi", "À côté"]
    assert "9" not in {line.minutes for line in answer.context["transcript"].lines}
    files = b"".join(mine.get(address).content for address in (CSV, JSON)).decode()
    for absent in ("Raté", "D’une autre", "Placement", "Entamé", "score", "points"):
        assert absent not in answer.content.decode().split("<main")[1].replace("data-points", "")
        assert absent not in files


def test_an_empty_record_says_where_to_begin(mine):
    page = mine.get(URL).content.decode()

    assert "Nothing here yet" in page
    assert reverse("learning:paths") in page
    assert b"%PDF" in mine.get(PDF).content


def test_a_path_is_under_way_then_certified_then_ended_and_renewed(mine, person):
    module = make_module()
    lesson = make_lesson(module)
    path = make_path(module, title="À refaire")
    path.valid_months = 12
    path.save()
    make_enrolment(person, path)

    def stands():
        return [line.stand for line in mine.get(URL).context["transcript"].paths]

    assert stands() == ["under_way"]
    read(person, lesson)
    assert stands() == ["done"]
    certificate = issue_certificate(person=person, path=path)
    assert stands() == ["certified"]
    renew = reverse("learning:renew_certificate", args=[certificate.uuid])
    assert renew not in mine.get(URL).content.decode()
    long_ago = today() - timedelta(days=400)
    Certificate.objects.update(issued_on=long_ago, expires_on=today() - timedelta(days=35))
    assert stands() == ["ended"]
    assert renew in mine.get(URL).content.decode()

    mine.post(renew)

    assert stands()[1:] == ["ended"]  # and a new round before it
    assert renew not in mine.get(URL).content.decode()
    assert Enrolment.objects.get().counts_from is not None


def test_only_a_path_that_is_done_has_its_minutes_in_the_table(mine, person):
    module = make_module()
    lesson = make_lesson(module)
    make_enrolment(person, make_path(module, title="Accueil"))

    def minutes():
        [row] = csv.DictReader(
            io.StringIO(mine.get(CSV).content.decode("utf-8-sig")), delimiter=";"
        )
        return row["Minutes"]

    assert minutes() == ""
    read(person, lesson)
    assert minutes() == "7"


def test_a_certificate_is_kept_when_its_path_is_no_longer_followed(mine, person):
    certificate_of(person, make_path(make_module(), title="Autrefois"), date(2024, 5, 2))

    assert titles(mine.get(URL)) == ["Autrefois"]


def test_one_year_is_chosen_for_the_page_and_for_each_file(mine, person):
    certificate_of(person, make_path(make_module(), title="De 2024"), date(2024, 12, 31))
    certificate_of(person, make_path(make_module(), title="De 2025"), date(2025, 1, 1))

    assert mine.get(URL).context["years"] == [2025, 2024]
    assert titles(mine.get(URL, {"annee": 2024})) == ["De 2024"]
    for address in (CSV, JSON):
        text = mine.get(address, {"annee": 2025}).content.decode()
        assert "De 2025" in text
        assert "De 2024" not in text
    for wrong in ("2023", "x", "2024.0", "02024"):
        assert mine.get(URL, {"annee": wrong}).status_code == 404
        assert mine.get(PDF, {"annee": wrong}).status_code == 404


def test_other_apps_add_lines_of_their_own(mine, sources):
    def workshops(person):
        yield TranscriptLine("workshop", "atelier", "Atelier du mardi", date(2026, 2, 3), 60)

    register_transcript(workshops)

    assert titles(mine.get(URL)) == ["Atelier du mardi"]
    [line] = json.loads(mine.get(JSON).content)["others"]
    assert line == {
        "kind": "workshop",
        "title": "Atelier du mardi",
        "done_on": "2026-02-03",
        "minutes": 60,
    }


def test_the_json_is_the_format_that_is_documented(mine, person, settings):
    """docs/record-of-learning.md: whoever changes this changes the version."""
    settings.BASE_URL = "https://passerelle.exemple.fr"
    path = make_path(make_module(), title="Accueillir")
    certificate = certificate_of(person, path, date(2026, 3, 1), date(2027, 3, 1))
    person.first_name, person.last_name = "Nadia", "Benali"
    person.save()

    record = json.loads(mine.get(JSON).content)

    assert record == {
        "format": "passerelle-record-of-learning",
        "version": 1,
        "made_on": today().isoformat(),
        "organisation": "Passerelle",
        "person": {"name": "Nadia Benali"},
        "paths": [
            {
                "uuid": str(path.uuid),
                "title": "Accueillir",
                "state": "certified",
                "certificate": {
                    "uuid": str(certificate.uuid),
                    "issued_on": "2026-03-01",
                    "expires_on": "2027-03-01",
                    "minutes": 15,
                    "code": certificate.code,
                    "address": f"https://passerelle.exemple.fr/attestations/{certificate.code}/",
                    "lessons": [
                        {
                            "uuid": "1",
                            "title": "Leçon",
                            "module": "Module",
                            "done_on": "2026-03-01",
                        }
                    ],
                },
            }
        ],
        "others": [],
    }


def test_the_table_holds_no_formula(mine, person):
    make_attempt(person, make_quiz("=1+1"))

    rows = list(csv.reader(io.StringIO(mine.get(CSV).content.decode("utf-8-sig")), delimiter=";"))

    assert rows[1][:3] == ["quiz", "'=1+1", "done"]


def test_no_file_is_kept_by_the_browser_nor_by_a_proxy(mine):
    for address in (URL, PDF, CSV, JSON):
        assert "no-store" in mine.get(address)["Cache-Control"]


def test_the_page_costs_the_same_for_little_and_for_much(mine, person):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert mine.get(URL).status_code == 200
        return len(seen)

    def one_more():
        module = make_module()
        read(person, make_lesson(module))
        path = make_path(make_module())
        make_enrolment(person, path)
        certificate_of(person, path, today())
        make_attempt(person, make_quiz())

    one_more()
    mine.get(URL)
    little = cost()
    for _time in range(6):
        one_more()

    assert cost() == little <= 25


def test_lines_come_by_fifty(mine, person, sources):
    def many(person):
        return [
            TranscriptLine("workshop", "atelier", f"Atelier {n}", date(2026, 1, 1))
            for n in range(120)
        ]

    register_transcript(many)

    assert len(mine.get(URL).context["page"].object_list) == 50
    assert len(mine.get(URL, {"page": 3}).context["page"].object_list) == 20
    assert len(json.loads(mine.get(JSON).content)["others"]) == 120


def test_a_line_without_a_length_shows_no_label_for_it(mine, person, sources):
    make_attempt(person, make_quiz())
    register_transcript(
        lambda person: [TranscriptLine("workshop", "atelier", "Atelier", date(2026, 2, 3), 60)]
    )

    main = mine.get(URL).content.decode().split("<main")[1]

    assert main.count('data-label="Done on"') == 2
    assert main.count('data-label="Length"') == 1
