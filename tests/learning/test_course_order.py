"""Lessons stand in the order of their files, until an editor moves one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page

from learning.importers.course_folder import import_folder
from learning.importers.lesson_order import reorder_in_place
from learning.models import LessonPage, ModulePage


LESSON = "---\ntitle: {}\ngoal: vous saurez.\nminutes: 5\n---\n\n{}\n"


def lay(folder, *names, text="Du texte."):
    for old in folder.glob("[0-9]*.md"):
        old.unlink()
    for number, name in enumerate(names, 1):
        (folder / f"{number:02d}-{name}.md").write_text(LESSON.format(name.upper(), text))


@pytest.fixture
def module(tmp_path):
    folder = tmp_path / "un-module"
    folder.mkdir()
    (folder / "module.md").write_text("---\ntitle: Un module\nsummary: Un résumé.\n---\n")
    lay(folder, "a", "b", "c")
    assert import_folder(folder).applied
    return folder


def order():
    return "".join(LessonPage.objects.order_by("path").values_list("slug", flat=True))


def add_by_hand(slug, after):
    page = LessonPage(title=slug, slug=slug, goal="vous saurez.", minutes=5)
    LessonPage.objects.get(slug=after).add_sibling("right", instance=page)


@pytest.mark.django_db
def test_a_load_moves_lessons_into_the_order_of_the_files(module):
    lay(module, "c", "a", "b")
    report = import_folder(module)
    assert (order(), report.changed) == ("cab", 0)
    assert len(report.notes) == 1
    assert import_folder(module).notes == []
    assert Page.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db
def test_new_and_changed_lessons_take_their_places_too(module):
    lay(module, "c", "d", "a", "b", text="Un autre texte.")
    import_folder(module)
    assert order() == "cdab"
    assert Page.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db
def test_what_an_editor_moved_stays_where_it_was_put(module):
    LessonPage.objects.get(slug="c").move(LessonPage.objects.get(slug="a"), pos="left")
    lay(module, "b", "a", "c")
    report = import_folder(module)
    assert (order(), report.notes) == ("cab", [])


@pytest.mark.django_db
def test_a_lesson_that_an_editor_added_stays_at_its_place(module):
    add_by_hand("x", after="a")
    lay(module, "c", "b", "a")
    import_folder(module)
    assert order() == "cxba"


@pytest.mark.django_db
def test_a_dry_run_moves_nothing(module):
    lay(module, "c", "a", "b")
    import_folder(module, dry_run=True)
    assert order() == "abc"


@pytest.mark.django_db
def test_a_page_that_waits_for_a_link_survives_a_new_page_before_it(module):
    text = "Vers [la suite](page:/apprendre/un-module/z/)."
    lay(module, "a", "b", "c", text=text)
    import_folder(module)
    lay(module, "y", "a", "b", "c", "z", text=text)
    assert import_folder(module).refused == []
    assert order() == "yabcz"
    assert Page.find_problems() == ([], [], [], [], [])
    assert ModulePage.objects.get().numchild == 5


@given(st.permutations(range(6)), st.sets(st.integers(0, 7)), st.permutations(range(8)))
def test_ordering_keeps_every_page_and_the_places_of_the_others(standing, moved, order):
    wanted = [slug for slug in order if slug in moved]
    reordered = reorder_in_place(standing, wanted)
    assert sorted(reordered) == sorted(standing)
    assert [slug for slug in reordered if slug in moved] == [
        slug for slug in wanted if slug in reordered
    ]
    others = [(at, slug) for at, slug in enumerate(standing) if slug not in moved]
    assert all(reordered[at] == slug for at, slug in others)
