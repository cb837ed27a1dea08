"""A course in a variant of its own: the files that differ, laid over those of the folder."""

import os
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.signals import pre_save

from learning.importers.variants import load_variant, overlaid_folder
from learning.models import LessonPage, LoadedSource, ModulePage
from quizzes.models import Question, Quiz
from quizzes.specs.codec import from_dict
from tests.learning.courses_on_disk import LESSON, MODULE, written


pytestmark = pytest.mark.django_db

HOUSING = LESSON.replace("Du texte.", "Un bailleur.")
HEALTH = LESSON.replace("Du texte.", "Une caisse.")


@pytest.fixture
def root(tmp_path):
    return written(
        tmp_path / "fr",
        {
            "modules/un-module/module.md": MODULE,
            "modules/un-module/01-une-lecon.md": LESSON,
            "variants/logement/modules/un-module/01-une-lecon.md": HOUSING,
            "variants/sante/modules/un-module/01-une-lecon.md": HEALTH,
            "variants/sante/modules/un-module/02-en-plus.md": LESSON,
        },
    )


def first_words():
    return str(LessonPage.objects.order_by("path").first().body[0].value)


def test_a_file_of_the_variant_stands_in_place_of_the_folder_s(root):
    report = load_variant(root, variant="logement")
    assert report.applied
    assert "Un bailleur." in first_words()
    assert LessonPage.objects.count() == 1


def test_a_file_that_the_variant_alone_has_is_added(root):
    load_variant(root, variant="sante")
    assert list(LessonPage.objects.order_by("path").values_list("slug", flat=True)) == [
        "une-lecon",
        "en-plus",
    ]


def test_the_folder_alone_has_nothing_of_its_variants(root):
    report = load_variant(root)
    assert report.applied
    assert "Du texte." in first_words()
    assert not any("variant" in note for note in report.notes)


def test_another_variant_changes_the_same_pages(root):
    load_variant(root, variant="logement")
    page = LessonPage.objects.get().pk
    report = load_variant(root, variant="sante")
    assert (report.changed, report.created) == (1, 1)
    assert "Une caisse." in first_words()
    assert LessonPage.objects.order_by("path").first().pk == page


def test_a_load_that_names_no_variant_keeps_the_one_of_the_last(root):
    load_variant(root, variant="logement")
    report = load_variant(root)
    assert (report.created, report.changed) == (0, 0)
    assert "logement" in report.notes[-1]
    assert "Un bailleur." in first_words()


def test_pages_go_back_to_the_folder_only_when_asked(root):
    load_variant(root, variant="logement")
    load_variant(root, variant="")
    assert "Du texte." in first_words()
    load_variant(root)
    assert "Du texte." in first_words()


def test_pages_never_stand_in_a_variant_that_nobody_remembers(root):
    load_variant(root, variant="")

    def cut_off(instance, **kwargs):
        if instance.key == "variants/logement":
            raise KeyboardInterrupt

    pre_save.connect(cut_off, sender=LoadedSource)
    try:
        with pytest.raises(KeyboardInterrupt):
            load_variant(root, variant="logement")
    finally:
        pre_save.disconnect(cut_off, sender=LoadedSource)
    assert "Du texte." in first_words()


def test_questions_go_back_to_the_folder_with_the_pages(root):
    own = {
        "modules/un-module/un-quiz.gift": "::Q::Qui vient ?{T}\n",
        "modules/un-module/01-une-lecon.md": LESSON.replace("goal:", "quiz: un-quiz\ngoal:"),
    }
    housing = {name: text.replace("Qui vient", "Un locataire") for name, text in own.items()}
    written(root, own | {f"variants/logement/{name}": text for name, text in housing.items()})
    for variant, text in (("", "Qui"), ("logement", "Un locataire"), ("", "Qui")):
        load_variant(root, variant=variant)
        question = Question.objects.select_related("current_version").get()
        assert from_dict(question.current_version.spec).text.text.startswith(text)


def test_pages_that_came_with_another_variant_stay_and_are_named(root):
    load_variant(root, variant="sante")
    report = load_variant(root, variant="logement")
    assert LessonPage.objects.count() == 2
    assert "modules/un-module/02-en-plus.md" in report.notes[-1]


def test_a_page_edited_in_the_site_is_left_whatever_the_variant(root):
    load_variant(root, variant="logement")
    page = LessonPage.objects.get()
    page.title = "Titre de la rédaction"
    page.save_revision().publish()
    assert load_variant(root, variant="sante").ignored == 1
    assert LessonPage.objects.order_by("path").first().title == "Titre de la rédaction"


def test_a_variant_that_is_not_there_is_refused_with_those_that_are(root):
    report = load_variant(root, variant="hopital")
    assert not report.applied
    assert "hopital" in report.refused[0].reason
    assert report.refused[0].expected == "logement, sante"
    assert not ModulePage.objects.exists()


def test_a_folder_without_variants_loads_after_one_that_had_some(root, tmp_path):
    load_variant(root, variant="logement")
    other = written(tmp_path / "cours", {"modules/autre/module.md": MODULE})
    assert load_variant(other).applied
    assert load_variant(other, variant="logement").refused


def test_translations_are_laid_over_with_the_same_variant(root, tmp_path):
    english = "---\ntitle: A lesson\ngoal: you will know.\nminutes: 5\n---\n\n%s\n"
    module = "---\ntitle: A module\nsummary: A summary.\n---\n"
    written(
        tmp_path / "en",
        {
            "modules/un-module/module.md": module,
            "modules/un-module/01-une-lecon.md": english % "Some text.",
            "variants/logement/modules/un-module/01-une-lecon.md": english % "A landlord.",
        },
    )
    load_variant(root, variant="logement")
    assert load_variant(tmp_path / "en").applied
    page = LessonPage.objects.get(locale__language_code="en", alias_of=None)
    assert "A landlord." in str(page.body[0].value)


def test_what_is_wrong_in_a_variant_is_named_by_its_own_file(root):
    path = root / "variants/logement/modules/un-module/01-une-lecon.md"
    path.write_text(HOUSING.replace("minutes: 5", "minutes: cinq"))
    report = load_variant(root, variant="logement")
    assert report.refused[0].reason.startswith("variants/logement/modules/un-module/")
    assert report.refused[0].line == 4


def test_a_trial_remembers_nothing(root):
    load_variant(root, variant="logement", dry_run=True)
    assert not LoadedSource.objects.exists()
    assert not Quiz.objects.exists()


def test_the_command_takes_a_variant_or_none_but_not_both(root):
    call_command("load_content", str(root), "--variant", "sante", stdout=StringIO())
    assert "Une caisse." in first_words()
    call_command("load_content", str(root), "--no-variant", stdout=StringIO())
    assert "Du texte." in first_words()
    with pytest.raises(CommandError):
        call_command("load_content", str(root), "--variant", "sante", "--no-variant")


def test_a_translation_in_a_variant_is_read_beside_its_source_in_the_same_one(root, tmp_path):
    english = "variants/logement/modules/un-module/01-une-lecon.md"
    written(tmp_path / "en", {english: "A landlord."})
    written(tmp_path / "frameworks", {"a.yaml": "name: A"})
    with overlaid_folder(tmp_path / "en", "logement") as folder:
        assert (folder / "modules/un-module/01-une-lecon.md").read_text() == "A landlord."
        assert (folder.parent / "fr/modules/un-module/01-une-lecon.md").read_text() == HOUSING
        assert (folder.parent / "frameworks/a.yaml").is_file()
        assert not (folder.parent / "fr/variants").exists()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("link", "below"),
    [("modules/un-module/01-une-lecon.md", ""), ("modules/autre", "01-une-lecon.md")],
)
def test_nothing_is_written_where_a_link_of_the_folder_leads(root, tmp_path, link, below):
    outside = tmp_path / "outside"
    if below:
        outside.mkdir()
    else:
        outside.write_text("Ce qui était là.")
    (root / link).unlink(missing_ok=True)
    (root / link).symlink_to(outside)
    written(root, {f"variants/logement/{link}/{below}".rstrip("/"): HOUSING})
    load_variant(root, variant="logement")
    assert list(outside.iterdir()) == [] if below else outside.read_text() == "Ce qui était là."


def test_a_link_is_refused_in_a_variant_as_without_one(root, tmp_path):
    (tmp_path / "elsewhere.md").write_text(LESSON)
    (root / "modules/un-module/02-un-lien.md").symlink_to(tmp_path / "elsewhere.md")
    refused = load_variant(root, variant="logement", dry_run=True).refused
    assert [refusal.reason for refusal in refused] == [
        refusal.reason for refusal in load_variant(root, variant="", dry_run=True).refused
    ]
    assert len(refused) == 1


def test_a_link_is_no_variant(root, tmp_path):
    written(tmp_path / "elsewhere", {"modules/un-module/02-en-plus.md": LESSON})
    (root / "variants/ailleurs").symlink_to(tmp_path / "elsewhere")
    report = load_variant(root, variant="ailleurs")
    assert not report.applied
    assert report.refused[0].expected == "logement, sante"


def test_a_module_may_be_called_as_the_folder_of_variants(root):
    written(root, {"modules/variants/module.md": MODULE})
    load_variant(root, variant="logement")
    assert ModulePage.objects.filter(slug="variants").exists()


def test_what_is_no_file_does_not_stop_a_load(root):
    os.mkfifo(root / "modules/un-module/a-pipe")
    assert load_variant(root, variant="logement").applied


def test_pages_in_another_language_are_named_when_their_variant_is_another(root, tmp_path):
    word = MODULE.replace("Un module", "A module")
    written(
        tmp_path / "en",
        {
            "modules/un-module/module.md": word,
            "variants/logement/modules/un-module/module.md": word.replace("A module", "Homes"),
            "variants/sante/modules/un-module/module.md": word.replace("A module", "Care"),
        },
    )

    def is_told(report):
        return any(re.search(r"[“«]\s?en\s?[”»]", note) for note in report.notes)

    assert not is_told(load_variant(root, variant="logement"))
    assert not is_told(load_variant(tmp_path / "en"))
    assert not is_told(load_variant(root))
    assert is_told(load_variant(root, variant="sante"))
    assert is_told(load_variant(root))
    assert not is_told(load_variant(tmp_path / "en"))
    assert not is_told(load_variant(root))
