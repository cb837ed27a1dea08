"""Every address of Wagtail's administration, asked about things that are there and are not out yet."""

import re

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Workflow

from cms.models import GlossaryTerm
from tests.access.matrix import DENIED
from tests.access.test_matrix import outcome, undone
from tests.access.test_wagtail_admin import AREAS, admin_places, area_of
from tests.access.world import EDITOR, OFFICER, TRAINING
from tests.cms.translating import start_translation
from tests.learning.factories import make_lesson, make_module


pytestmark = pytest.mark.django_db

CANARY = "Brouillon canari"
REFUSED = {DENIED, 404, 405}
ROLES_OF = dict(AREAS)
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
SNIPPET = re.compile(r"wagtailsnippet\w*_(?:cms|quizzes|learning|ambassadors)_(\w+):")
# What answers to whoever is in the administration, though its area is that of others.
LETS_IN = {
    "wagtailadmin_pages:choose_parent": "an empty choice: under which page they may write",
    "wagtailadmin_pages:confirm_workflow_cancellation": "that there is nothing to confirm",
    "wagtailadmin_pages:revisions_index": "leads to the history, which refuses",
}
# Where a title that is not out yet is read all the same.
TITLES = {
    "wagtailsnippets_learning_path:add": "who makes paths names modules, also those still written",
    "wagtailsnippets_learning_path:edit": "who makes paths names modules, also those still written",
}
# Of an area of theirs, and nothing there: no page is an alias, a form or half uploaded.
NOTHING_THERE = {
    "wagtail_bulk_action": "asks which pages",
    "wagtailadmin_pages:convert_alias": "no page is an alias",
    "wagtailadmin_pages:unpublish": "the page is not out",
    "wagtailadmin_tag_model_autocomplete": "pages have no tags",
    "wagtailadmin_block_preview": "asks which block",
    "wagtailadmin_login": "who is signed in need not",
    "wagtailsnippets:index": "each list has its entry in the menu",
    "": "an address of no page",
    "wagtailforms:list_submissions": "no page is a form",
    "wagtailforms:list_submissions_results": "no page is a form",
    "wagtailforms:delete_submissions": "no page is a form",
    "wagtail_localize:convert_to_alias": "the page is no translation",
    "wagtail_localize:preview_translation": "a page is looked at in one way",
    "wagtailimages:url_generator": "pictures have no address of their own making",
    "wagtailimages:url_generator_output": "pictures have no address of their own making",
}


@pytest.fixture
def drafts(world, settings, tmp_path):
    """A page never published, twice written and sent for review; a picture and a document."""
    settings.MEDIA_ROOT = tmp_path
    module = make_module(CANARY, live=False)
    draft = make_lesson(module, CANARY, live=False)
    first, last = draft.save_revision(), draft.save_revision()
    review = Workflow.objects.order_by("pk")[0].start(draft, world.people[EDITOR])
    image = get_image_model().objects.create(title=CANARY, file=get_test_image_file())
    document = get_document_model()(title=CANARY, file=ContentFile(b"1", "canari.txt"))
    document.save()
    translation = start_translation(draft)
    document.get_file_size()  # which Wagtail keeps when it is first asked
    image.get_file_size()
    image.get_renditions("max-165x165", "max-800x600", "max-500x500")
    return {
        "page_id": draft.pk,
        "parent_page_id": module.pk,
        "page_to_move_id": draft.pk,
        "destination_id": world.shared["catalog"].pk,
        "page_pk": draft.pk,
        "object_id": draft.pk,
        "revision_id": first.pk,
        "revision_id_a": first.pk,
        "revision_id_b": last.pk,
        "workflow_state_id": review.pk,
        "task_state_id": review.current_task_state.pk,
        "task_id": review.current_task_state.task.pk,
        "workflow_pk": review.workflow.pk,
        "image_id": image.pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "action": "publish",
        "action_name": "approve",
        "filter_spec": "original",
        "translation_id": translation.pk,
        "translation_source_id": translation.source_id,
        "string_segment_id": translation.source.stringsegment_set.order_by("order")[0].pk,
    }


def names_of(place):
    """The model that the address names."""
    if place.name.startswith("wagtail_localize:"):
        return "cms", GlossaryTerm._meta.model_name
    return ("wagtailcore", "page") if "bulk" in place.name else ("learning", "lessonpage")


def key_of(place, world, drafts):
    """What `pk` is: of the model that the address is about."""
    if place.name.startswith("wagtail_localize:"):
        return world.shared["term"].pk
    snippet = SNIPPET.match(place.name)
    if snippet:
        return world.shared["term" if snippet[1] == "glossaryterm" else snippet[1]].pk
    for part, key in {"images": "image_id", "documents": "document_id", "docs": "doc_id"}.items():
        if part in place.name:
            return drafts[key]
    return drafts["page_id"]


def real_address(place, world, drafts):
    app, model = names_of(place)
    values = drafts | {"pk": key_of(place, world, drafts)}

    def value(match):
        name = match[1]
        if name.startswith("app") or name.endswith("app_name"):
            return app
        if name.endswith("model_name"):
            return model
        return str(values.get(name, 1))

    route = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", place.route).replace(r"\.", ".")
    return "/" + PARAMETER.sub(value, re.sub(r"[\^$]", "", route))


def about_drafts(url, drafts):
    yield url
    if "choose" in url or "/api/" in url or "search" in url:
        yield f"{url}?q=canari&search=canari&id={drafts['page_id']}&multiple=1"


def said_to(client, method, url):
    """What somebody reads there, and how it ends. Wagtail fails on some posts without a form."""
    client.raise_request_exception = False
    with undone():
        answer = getattr(client, method)(url)
        text = answer.getvalue().decode(errors="replace")
        return outcome(answer), text


@pytest.mark.parametrize("role", [OFFICER, TRAINING])
def test_whoever_writes_no_pages_reads_none_that_is_not_out(world, drafts, role):
    client, let_in, told = world.client(role), {}, {}
    for place in admin_places():
        is_theirs = role in ROLES_OF[area_of(place.name)]
        for method in ("get", "post") if place.name != "wagtailadmin_logout" else ():
            for url in about_drafts(real_address(place, world, drafts), drafts):
                answer, text = said_to(client, method, url)
                if not is_theirs and answer not in REFUSED:
                    let_in[place.name] = answer
                if CANARY in text and place.name not in TITLES:
                    told[place.name, method] = url

    assert {name: let_in[name] for name in let_in if name not in LETS_IN} == {}
    assert set(LETS_IN) <= set(let_in), "answers nobody any more"
    assert told == {}


@pytest.mark.may_write  # small pictures, which a list of Wagtail draws when it is first read
def test_the_addresses_are_real(world, drafts):
    """An editor finds something at each that is theirs: the refusals above are no accident."""
    client, missing, read = world.client(EDITOR), set(), 0
    for place in admin_places():
        if EDITOR not in ROLES_OF[area_of(place.name)] or place.name == "wagtailadmin_error_test":
            continue
        if place.name.startswith(
            ("wagtailadmin_api", "wagtailadmin_password", "wagtailadmin_logout")
        ):
            continue
        answer, text = said_to(client, "get", real_address(place, world, drafts))
        read += CANARY in text
        if answer not in (200, 302, 405):
            missing.add(place.name)

    assert sorted(missing ^ set(NOTHING_THERE)) == []
    assert read > 30


@pytest.mark.parametrize("number", ["trois", "1", "-1", "99999999", "9" * 40])
def test_a_choice_of_what_is_no_page_is_empty(world, number):
    answer = world.client(EDITOR).get(f"/admin/choose-page/chosen-multiple/?id={number}")

    assert answer.json()["result"] == []
