"""Films and walk-throughs: each storyboard can be played, what it made is there, and says when it is out of date."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from learning.course_check.course import CourseFileCache
from learning.course_check.storyboards import check_storyboards
from learning.importers.media import document_problem
from learning.importers.pictures import picture_problem
from learning.practice.shelf import CONTENT, LANGUAGES, practice_portal
from learning.storyboards.lessons import transcript, up_to_date
from learning.storyboards.playing import digest_of, screens_shown
from learning.storyboards.storyboard import (
    Act,
    Scene,
    Storyboard,
    UnfitStoryboard,
    load_storyboard,
    media_folder,
    read_made,
    read_storyboard,
    storyboard_keys,
)


BOARDS = [
    (load_storyboard(CONTENT, key, language), language)
    for key in storyboard_keys(CONTENT)
    for language in LANGUAGES
]
FILMS = [(board, language) for board, language in BOARDS if board.is_film]
TIME = re.compile(r"(\d\d):(\d\d\.\d{3})")
MOST = 40 * 2**20  # bytes of all


def named(pairs):
    return pytest.mark.parametrize(
        ("board", "language"), pairs, ids=[f"{board.key}-{language}" for board, language in pairs]
    )


def seconds_of(mp4):
    """The length that the head of the film gives."""
    data = mp4.read_bytes()
    at = data.index(b"mvhd") + 16
    scale, length = (int.from_bytes(data[at + n : at + n + 4]) for n in (0, 4))
    return length / scale


# --- Ours ---------------------------------------------------------------------------------------------------


def test_there_are_twelve_films_and_six_walk_throughs_and_they_are_light():
    assert len(FILMS) >= 12 * len(LANGUAGES)
    assert len(BOARDS) - len(FILMS) >= 6 * len(LANGUAGES)
    files = [media_folder(CONTENT, *each) / name for each in BOARDS for name in each[0].files]
    assert sum(path.stat().st_size for path in files) < MOST


@named(BOARDS)
def test_a_storyboard_is_played_to_its_end_and_all_that_it_made_is_there(board, language):
    assert screens_shown(board, practice_portal(board.portal, language))
    for name in board.files:
        path = media_folder(CONTENT, board, language) / name
        assert (picture_problem if path.suffix == ".webp" else document_problem)(path) == ""
    places = read_made(CONTENT)[board.key, language].places
    assert [len(marks) for marks in places] == [len(step.marks) for step in board.steps]


@named(FILMS)
def test_each_scene_is_a_caption_within_a_film_of_40_to_90_seconds(board, language):
    folder = media_folder(CONTENT, board, language)
    text = (folder / f"{board.key}.vtt").read_text()
    times = [float(minutes) * 60 + float(rest) for minutes, rest in TIME.findall(text)]
    assert times == sorted(times)
    assert all(end - start >= 2 for start, end in list(pairwise(times))[::2])
    assert 40 <= seconds_of(folder / f"{board.key}.mp4") <= 90
    assert times[-1] <= seconds_of(folder / f"{board.key}.mp4")
    said = " ".join(line for line in text.split("\n")[2:] if line and "-->" not in line)
    assert said == " ".join(scene.say for scene in board.scenes)


# --- Reading and playing -----------------------------------------------------------------------------------


def board(*acts, **fields):
    scenes = (Scene("Bonjour.", tuple(acts)),)
    facts = {"key": "a", "module": "m", "portal": "logement", "task": "payer", "scenes": scenes}
    return Storyboard(**facts | fields)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {"module": "m", "portal": "p", "task": "t"},
        {"module": "m", "portal": "p", "task": "t", "scenes": [{"say": {"fr": "Oui."}}]},
        {
            "module": "m",
            "portal": "p",
            "task": "t",
            "scenes": [{"say": {"en": "Yes."}, "does": []}],
        },
        {"module": "m", "portal": "p", "task": "t", "steps": [{"do": []}]},
    ],
)
def test_what_is_no_storyboard_is_refused(raw):
    with pytest.raises(UnfitStoryboard):
        read_storyboard("a", raw, "en")


@pytest.mark.parametrize(
    "acts",
    [
        [Act("sms.gone")],
        [Act("payments.wait")],
        [Act("sms.type"), Act("payments.december"), Act("due.next")],
        [Act("sms.type"), Act("payments.december"), Act("due.means", "gold"), Act("due.next")],
        [Act("sms.gone", is_shown=True)],
    ],
    ids=["no such move", "another screen", "nothing chosen", "no such option", "nothing to show"],
)
def test_an_act_that_the_portal_does_not_have_is_told(acts):
    with pytest.raises(UnfitStoryboard):
        screens_shown(board(*acts), practice_portal("logement", "fr"))


def test_a_film_is_made_again_when_its_words_or_screens_change_and_not_when_others_do():
    portal = practice_portal("logement", "fr")
    film = board(Act("sms.type"))
    task = portal.tasks["payer"]

    def with_screen(key):
        screens = {**task.screens, key: replace(task.screens[key], title="Autre titre")}
        tasks = {**portal.tasks, "payer": replace(task, screens=screens)}
        return digest_of(film, replace(portal, tasks=tasks))

    assert with_screen("payments") != digest_of(film, portal)
    assert with_screen("receipt") == digest_of(film, portal)
    other = replace(film, scenes=(replace(film.scenes[0], say="Bonsoir."),))
    assert digest_of(other, portal) != digest_of(film, portal)


# --- In lessons ----------------------------------------------------------------------------------------------

LESSON = """Avant.

::: video title="T" src="media/a.webm" captions="media/a.vtt"
Autre chose.
:::

::: video title="T" src="media/b.webm"
Un autre film.
:::

::::: walkthrough title="T"
:::: step title="U" src="media/w-1.webp" alt="A"
::: marks
- 0, 0: Le bouton
- 1, 1 / 2, 2: La liste
:::
::::
:::: step title="V" src="media/w-2.webp" alt="A"
::: marks
- 0, 0: Le menu
:::
::::
:::::
"""


def test_a_lesson_is_given_the_transcripts_and_the_places_of_its_marks():
    film = board(scenes=(Scene("Bonjour.", (), shows="un salut."), Scene("Au revoir.", ())))
    places = {"w": [[[10, 20, 30, 40], [11, 21, 31, 41]], [[5, 6, 7, 8]]]}
    text = up_to_date(LESSON, "fr", {"a": film}, places)

    assert f"\n{transcript(film, 'fr')}\n:::\n" in text
    assert "Bonjour. *À l’écran\N{NO-BREAK SPACE}: un salut.*\n\nAu revoir." in text
    assert "Un autre film." in text
    assert "- 10, 20 / 30, 40: Le bouton\n- 11, 21 / 31, 41: La liste\n:::" in text
    assert "- 5, 6 / 7, 8: Le menu" in text
    assert up_to_date(text, "fr", {"a": film}, places) == text


# --- As ./run check content says it -----------------------------------------------------------------------


@pytest.fixture
def content(tmp_path):
    """A folder with one storyboard, its portal and what it made."""
    (tmp_path / "storyboards").mkdir()
    portals = tmp_path / "fr" / "practice-portals"
    portals.mkdir(parents=True)
    source = CONTENT / "fr" / "practice-portals" / "logement.yaml"
    (portals / source.name).write_text(source.read_text())
    (tmp_path / "storyboards" / "a.yaml").write_text(
        "module: m\nportal: logement\ntask: payer\n"
        "scenes: [{say: {fr: “Bonjour.”, en: “Good morning.”}, do: [sms.type]}]\n"
    )
    film = load_storyboard(tmp_path, "a", "fr")
    digest = digest_of(film, practice_portal("logement", "fr"))
    (tmp_path / "storyboards" / "made.yaml").write_text(f"a: {{fr: {{digest: {digest}}}}}\n")
    folder = media_folder(tmp_path, film, "fr")
    folder.mkdir(parents=True)
    for name in film.files:
        (folder / name).touch()
    return tmp_path


def said(content):
    found = check_storyboards(content, "fr", CourseFileCache())
    return [(finding.path.name, finding.is_warning) for finding in found]


def test_what_is_as_it_was_made_is_in_order(content):
    assert said(content) == []


def test_a_film_that_is_missing_or_out_of_date_is_told(content):
    board = content / "storyboards" / "a.yaml"
    board.write_text(board.read_text().replace("Bonjour", "Bonsoir"))
    assert said(content) == [("a.yaml", True)]
    (content / "fr" / "modules" / "m" / "media" / "a.vtt").unlink()
    assert said(content) == [("a.yaml", False)]
    board.write_text(board.read_text().replace("sms.type", "sms.gone"))
    assert said(content) == [("a.yaml", False)]


def test_a_lesson_whose_transcript_is_another_is_told(content):
    lesson = content / "fr" / "modules" / "m" / "01-a.md"
    lesson.write_text('::: video title="T" src="media/a.webm"\nAutre chose.\n:::\n')
    assert said(content) == [("01-a.md", False)]
