"""What an editor posts past the editor's own program, what the files of a course say and what a package is
called, read on the page as a browser reads it."""

import json
import re
from xml.sax.saxutils import escape

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.models import ArticlePage
from learning.importers.course_folder import import_folder
from learning.models import LessonPage
from learning.rich_text import read_markdown
from tests.browser_reading import harm_in
from tests.hostile_markup import ADDRESSES, CORPUS, MARK
from tests.learning.courses_on_disk import LESSON, MODULE, written
from tests.learning.factories import make_article, make_lesson, make_module
from tests.learning.packages import scorm_block, taken_in


pytestmark = pytest.mark.django_db

FITTING = [re.sub(r"[\0-\x1f]", " ", each) for each in CORPUS if len(each) < 1000]
WORDS_OF_PAGE = {"title", "button", "option", "select"}


def content_state(text, number):
    """As Draftail posts a paragraph: a link over all of it, whose address is somebody's own."""
    url = ADDRESSES[number % len(ADDRESSES)].partition("'")[2].partition("'")[0]
    return json.dumps(
        {
            "blocks": [
                {
                    "key": f"k{number}",
                    "type": ("unstyled", "header-two")[number % 2],
                    "text": f"Texte {number} {text}",
                    "depth": 0,
                    "inlineStyleRanges": [{"offset": 0, "length": 5, "style": text[:30]}],
                    "entityRanges": [{"offset": 0, "length": 5, "key": 0}],
                }
            ],
            "entityMap": {
                "0": {
                    "type": "LINK",
                    "mutability": "MUTABLE",
                    "data": {"url": url, "id": None, "onclick": text, "linktype": text},
                }
            },
        }
    )


def test_what_is_posted_by_hand_to_the_editor_is_words(client, editor, administrator):
    article = make_article("une-page", title="Une page")
    client.force_login(editor)
    blocks = [("text", content_state(text, number)) for number, text in enumerate(FITTING)]
    posted = {
        "title": f"Une page {CORPUS[0]}"[:250],
        "slug": "une-page",
        "introduction": f"Deux mots {CORPUS[3]}",
        "body": streamfield(blocks),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
        "action-publish": "1",
    }

    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    answer = client.post(edit, nested_form_data(posted))
    assert answer.status_code == 302, answer.context["form"].errors
    client.force_login(administrator)
    shown = client.get(article.url).content.decode()

    assert len(ArticlePage.objects.get().body) == len(FITTING)
    assert shown.count("Texte") >= len(FITTING)
    assert harm_in(shown, ours=WORDS_OF_PAGE) == []
    for block in ArticlePage.objects.get().body.raw_data:
        assert harm_in(block["value"]) == []


def test_words_of_course_files_are_words(client, administrator, tmp_path):
    """What the reader of Markdown refuses is in test_hostile_course.py: here what it takes."""
    words = [f"Texte {' '.join(text.split())}" for text in FITTING]
    taken = [text for text in words if not read_markdown(text).oddities and ":::" not in text]
    lessons = "\n\n".join(taken)
    folder = written(
        tmp_path,
        {
            "modules/un-module/module.md": MODULE,
            "modules/un-module/01-une-lecon.md": LESSON.replace("Du texte.", lessons),
        },
    )

    report = import_folder(folder)

    assert report.refused == []
    client.force_login(administrator)
    shown = client.get(LessonPage.objects.get().url).content.decode()
    assert MARK in shown
    assert len(taken) > 20
    assert harm_in(shown, ours=WORDS_OF_PAGE) == []


def test_the_titles_of_a_package_are_words(client, administrator):
    titles = [text[:100] for text in FITTING][:150]
    items = "".join(
        f'<item identifier="u{number}" identifierref="r-a"><title>{escape(title)}</title></item>'
        for number, title in enumerate(titles)
    )
    package = taken_in(items=items, title=titles[0])
    lesson = make_lesson(make_module(), blocks=[scorm_block(package)])
    client.force_login(administrator)

    pages = [
        client.get(lesson.url),
        client.get(reverse("learning:package", args=[lesson.record.uuid, package.uuid])),
    ]

    for page in pages:
        assert page.status_code == 200
        assert harm_in(page.content.decode(), ours=WORDS_OF_PAGE) == []
    assert MARK in pages[1].content.decode()
