"""Frameworks of competences: files that are read, and editions that nobody rewrites in silence."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from quizzes.importers.frameworks import load_frameworks
from quizzes.models import Competence, Framework


pytestmark = pytest.mark.django_db

FILE = """
name: Cadre
edition: "1.0"
slug: cadre-1
source: ailleurs
date: 2026-01-02
areas:
  - code: "1"
    fr: Domaine
    en: Area
    competences:
      - {code: "1.1", fr: Chercher, en: Searching}
      - {code: "1.2", fr: Gérer}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cadre.yaml").write_text(FILE)
    return tmp_path


def rewrite(folder, before, after):
    path = folder / "cadre.yaml"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))


def counts(report):
    return report.created, report.changed, report.unchanged, len(report.refused)


def test_our_own_files_have_the_areas_and_competences_of_their_publishers():
    report = load_frameworks(settings.BASE_DIR / "content" / "frameworks")

    assert report.refused == []
    competences = {
        framework.slug: (
            framework.competences.filter(parent=None).count(),
            framework.competences.exclude(parent=None).count(),
        )
        for framework in Framework.objects.all()
    }
    assert competences == {"digcomp-3-0": (5, 21), "crcn-2019": (5, 16)}
    assert not Competence.objects.filter(title_en="").exists()
    for one in Competence.objects.exclude(parent=None).select_related("parent"):
        assert one.code.startswith(f"{one.parent.code}.")


def test_a_file_becomes_a_framework_once(folder):
    assert counts(load_frameworks(folder)) == (1, 0, 0, 0)
    assert counts(load_frameworks(folder)) == (0, 0, 1, 0)
    second = Competence.objects.get(code="1.2")
    assert (second.title, second.title_en, second.parent.title) == ("Gérer", "", "Domaine")
    assert str(Framework.objects.get()) == "Cadre 1.0"


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("Gérer", "Ranger", "1.2"),
        ("1.2", "1.3", "1.2, 1.3"),
        ("Domaine", "Champ", "1"),
        ("ailleurs", "là-bas", "source"),
        ('"1.0"', '"1.1"', "dition"),
    ],
)
def test_an_edition_that_stands_is_not_rewritten_and_the_file_says_where_it_differs(
    folder, before, after, where
):
    load_frameworks(folder)
    kept = list(Competence.objects.order_by("pk").values())
    rewrite(folder, before, after)

    report = load_frameworks(folder)

    assert not report.applied
    assert where in str(report.refused[0])
    assert list(Competence.objects.order_by("pk").values()) == kept


def test_a_mistake_is_corrected_where_one_says_so(folder):
    load_frameworks(folder)
    rewrite(folder, "Gérer", "Ranger")

    assert counts(load_frameworks(folder, correct=True)) == (0, 1, 0, 0)
    assert Competence.objects.get(code="1.2").title == "Ranger"


def test_codes_stay_even_then(folder):
    load_frameworks(folder)
    rewrite(folder, "1.2", "1.3")

    assert counts(load_frameworks(folder, correct=True)) == (0, 0, 0, 1)


def test_another_edition_stands_beside_the_first(folder):
    load_frameworks(folder)
    (folder / "cadre-2.yaml").write_text(
        FILE.replace('"1.0"', '"2.0"').replace("cadre-1", "cadre-2").replace("Gérer", "Ranger")
    )

    assert counts(load_frameworks(folder)) == (1, 0, 1, 0)
    assert Competence.objects.filter(code="1.2").count() == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name: Cadre", "name: ''"),
        ('"1.0"', "3.10"),
        ("slug: cadre-1", "other: x"),
        ("2026-01-02", "hier"),
        ("areas:", "domaines:"),
        ('code: "1.2"', 'code: "1.1"'),
        ("Chercher", "x" * 201),
        ("name: Cadre", "name: [Cadre"),
        (FILE, "- a\n- b\n"),
        ('{code: "1.2", fr: Gérer}', "texte"),
    ],
)
def test_a_file_that_is_not_understood_refuses_all_of_them(folder, before, after):
    (folder / "bon.yaml").write_text(FILE.replace("cadre-1", "bon").replace("Cadre", "Bon"))
    rewrite(folder, before, after)

    report = load_frameworks(folder)

    assert "cadre.yaml" in report.refused[0].reason
    assert not Framework.objects.exists()


def test_a_trial_changes_nothing(folder):
    assert counts(load_frameworks(folder, dry_run=True)) == (1, 0, 0, 0)
    assert not Framework.objects.exists()


def test_the_command_says_what_it_did(folder):
    out = StringIO()
    call_command("load_frameworks", str(folder), stdout=out)

    assert "1" in out.getvalue()
    assert Framework.objects.exists()
    with pytest.raises(CommandError):
        call_command("load_frameworks", str(folder / "nulle-part"))


def test_the_frameworks_beside_a_course_are_loaded_with_it(folder):
    course = folder / "fr"
    (course / "articles").mkdir(parents=True)
    (course / "articles" / "aide.md").write_text("---\ntitle: Aide\n---\n\nVoici.\n")
    (folder / "frameworks").mkdir()
    (folder / "cadre.yaml").rename(folder / "frameworks" / "cadre.yaml")

    call_command("load_content", str(course), stdout=StringIO())

    assert Framework.objects.get().slug == "cadre-1"
