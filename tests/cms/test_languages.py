"""Pages in two languages, at the same addresses."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation

from cms.models import ArticlePage, GlossaryTerm, HomePage, Portal, PortalService
from cms.queries import page_addresses
from tests.cms.translating import english, segments, start_translation, translate
from tests.learning.factories import make_article


pytestmark = pytest.mark.django_db


@pytest.fixture
def french(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def in_english(client, person):
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def text_of(answer):
    return answer.content.decode()


def make_text(slug="une-page", title="Une page", text="<p>Du texte.</p>", **fields):
    body = json.dumps([{"type": "text", "value": text}])
    return make_article(slug, title=title, body=body, **fields)


def test_the_site_has_its_two_languages_from_the_first_day():
    assert list(Locale.objects.values_list("language_code", flat=True)) == ["en", "fr"]
    assert {page.locale.language_code for page in Page.objects.all()} == {"fr"}


def test_a_page_is_read_in_the_readers_language_at_one_address(in_english):
    page = make_text()
    translate(page, {"Une page": "A page", "Du texte.": "Some text."})

    in_their_own = text_of(in_english.get(page.url))
    in_english.cookies["django_language"] = "fr"
    in_french = text_of(in_english.get(page.url))

    assert "A page" in in_their_own
    assert "Some text." in in_their_own
    assert "Une page" not in in_their_own
    assert "Une page" in in_french
    assert "Some text." not in in_french
    assert 'lang="fr"' not in in_their_own.split("<main")[1].split("</main")[0]


def test_a_page_that_is_not_translated_is_read_in_its_own_language_and_says_so(in_english):
    page = make_text()

    text = text_of(in_english.get(page.url))

    assert '<html lang="en"' in text
    assert '<article class="lesson mt" lang="fr">' in text
    assert "not translated yet" in text


def test_nothing_is_said_of_languages_to_who_reads_the_first(french):
    page = make_text()

    text = text_of(french.get(page.url))

    content = text.split("<main")[1].split("</main")[0]

    assert "banner--info" not in content
    assert "lang=" not in content


@pytest.mark.parametrize("state", ["draft", "alias"])
def test_a_draft_and_a_placeholder_stand_in_for_nothing(in_english, state):
    page = make_text()
    if state == "draft":
        translate(page, {"Une page": "A page"}, publish=False)
    else:
        page.copy_for_translation(english(), copy_parents=True, alias=True)

    text = text_of(in_english.get(page.url))

    assert "A page" not in text
    assert "not translated yet" in text


def test_what_is_taken_down_is_taken_down_in_every_language(in_english):
    page = make_text()
    translate(page, {"Une page": "A page"})
    page.unpublish()

    assert in_english.get(page.url).status_code == 404


def test_a_translation_below_a_page_that_is_taken_down_is_not_found(in_english):
    page = make_text()
    below = page.add_child(instance=ArticlePage(title="Dessous", slug="dessous"))
    translate(below, {"Dessous": "Below"})
    assert in_english.get(below.url).status_code == 200

    page.unpublish()

    assert in_english.get(below.url).status_code == 404


def test_an_address_of_its_own_leads_a_translation_to_the_same_page(in_english):
    page = make_text()
    twin = translate(page, {"Une page": "A page"})
    twin.slug = "a-page"
    twin.save()
    own = "/a-page/"

    assert page_addresses()(twin.url_path) == own
    assert "A page" in text_of(in_english.get(own))
    assert "A page" in text_of(in_english.get("/une-page/"))
    in_english.cookies["django_language"] = "fr"
    assert "Une page" in text_of(in_english.get(own))
    page.unpublish()
    assert in_english.get(own).status_code == 404


def test_the_address_of_a_page_is_the_same_in_both_trees():
    page = make_text()
    twin = translate(page, {"Une page": "A page"})
    with translation.override("en"):
        there = twin.get_url()

    assert page.get_url() == there == page_addresses()(twin.url_path) == "/une-page/"
    assert twin.url_path != page.url_path


def test_the_first_screen_welcomes_in_the_readers_language(in_english):
    home = HomePage.objects.get()
    home.welcome = "<p>Bienvenue à tous.</p>"
    home.save()

    before = in_english.get("/").context["page"]
    twin = translate(home, {"Bienvenue à tous.": "Welcome everybody.", home.title: "Home"})
    after = in_english.get("/").context["page"]

    assert (before, before.language) == (home, "fr")
    assert (after, after.language) == (twin, "en")
    assert "Welcome everybody." in after.welcome
    assert twin.slug == "accueil-en"


def test_an_article_is_found_by_its_slug_in_every_language(in_english):
    page = make_text("aide", "Aide")
    translate(page, {"Aide": "Help yourself"})

    answer = in_english.get(reverse("cms:article", args=["aide"]), follow=True)

    assert answer.redirect_chain == [("/aide/", 302)]
    assert "Help yourself" in text_of(answer)
    assert text_of(answer).count("/contenus/aide/") == 1


def test_the_accessibility_statement_is_read_in_the_readers_language(client):
    page = make_text("accessibilite", "Accessibilité")
    address = reverse("cms:accessibility")
    client.cookies["django_language"] = "en"

    before = text_of(client.get(address))
    translate(page, {"Accessibilité": "Accessibility of this site"})
    after = text_of(client.get(address))

    assert "not translated yet" in before
    assert "Accessibility of this site" in after
    assert "not translated yet" not in after


def test_a_word_of_the_glossary_is_explained_once_in_the_readers_language(in_english):
    plain = GlossaryTerm.objects.create(term="Mot de passe", definition="Un secret.")
    GlossaryTerm.objects.create(term="Identifiant", definition="Un nom.")
    word = plain.copy_for_translation(english())
    word.term, word.definition = "Password", "A secret."
    word.save()
    address = reverse("cms:glossary")

    text = text_of(in_english.get(address))
    in_english.cookies["django_language"] = "fr"
    original = text_of(in_english.get(address))

    assert "A secret." in text
    assert "Un secret." not in text
    assert re.search('<p[^>]* lang="fr">Un nom.</p>', text)
    assert "Un secret." in original
    assert "Password" not in original


def test_a_page_explains_the_words_of_its_own_language_alone(in_english):
    name = GlossaryTerm.objects.create(term="Identifiant", definition="Un nom.")
    word = name.copy_for_translation(english())
    word.term, word.definition = "Identifier", "A name."
    word.save()
    page = make_text(text="<p>Un identifiant sert à identifier.</p>")
    left = make_text("autre", text="<p>Un identifiant sert à identifier.</p>")
    translate(page, {"Un identifiant sert à identifier.": "An identifier: un identifiant."})

    translated, original = (text_of(in_english.get(one.url)) for one in (page, left))

    assert (translated.count("A name."), translated.count("Un nom.")) == (1, 0)
    assert (original.count("A name."), original.count("Un nom.")) == (0, 1)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_takes_as_many_queries_in_each_language(
    client, person, language, django_assert_num_queries, django_assert_max_num_queries
):
    page = make_text()
    client.force_login(person)
    client.cookies["django_language"] = "fr"
    client.get(page.url)
    with django_assert_max_num_queries(20) as alone:
        client.get(page.url)
    taken = len(alone)
    translate(page, {"Une page": "A page"})
    client.cookies["django_language"] = language
    client.get(page.url)

    with django_assert_num_queries(taken):
        client.get(page.url)


def test_every_text_of_a_body_can_be_translated():
    """Also what the loader or an editor wrote in lists, and in words for a picture."""
    blocks = [
        {"type": "text", "value": "<p>Un <b>premier</b> texte.</p>"},
        {"type": "callout", "value": {"title": "À retenir", "text": "<p>Ceci.</p>"}},
        {
            "type": "steps",
            "value": {"steps": [{"title": "Ouvrir", "text": ""}, {"title": "Fermer"}]},
        },
        {"type": "checklist", "value": {"title": "Essayer", "items": ["Se connecter", "Sortir"]}},
        {"type": "table", "value": {"caption": "Deux choses", "text": "A | B\n1 | 2"}},
    ]
    page = make_article("un-corps", title="Un corps", body=json.dumps(blocks))

    found = segments(ArticlePage.objects.get(pk=page.pk))

    for text in ("À retenir", "Ceci.", "Ouvrir", "Fermer", "Essayer", "Se connecter", "Sortir"):
        assert text in found
    assert {"Deux choses", "A | B<br/>1 | 2", "Un corps", "Un <b>premier</b> texte."} <= set(found)
    assert "un-corps" not in found


def test_a_page_begins_in_the_organisations_own_language():
    page = make_text()
    start_translation(page)
    homes = {home.locale.language_code: home for home in HomePage.objects.all()}

    assert ArticlePage.can_create_at(homes["fr"])
    assert not ArticlePage.can_create_at(homes["en"])


def test_a_translation_begins_as_a_draft():
    twin = start_translation(make_text()).get_target_instance()

    assert not twin.live


def test_a_word_is_submitted_and_found_in_the_report(client, editor):
    term = GlossaryTerm.objects.create(term="Mot de passe", definition="Un secret.")
    client.force_login(editor)
    submit = reverse(
        "wagtail_localize:submit_snippet_translation", args=["cms", "glossaryterm", term.pk]
    )

    answer = client.post(submit, {"locales": [english().pk]})
    report = client.get(reverse("wagtail_localize:translations_report"))

    assert answer.status_code == 302
    assert GlossaryTerm.objects.get(locale=english()).translation_key == term.translation_key
    assert "Mot de passe" in text_of(report)


def test_a_word_stands_once_in_a_language(client, editor):
    GlossaryTerm.objects.create(term="Jeton", definition="Un.")
    client.force_login(editor)

    answer = client.post(
        reverse("wagtailsnippets_cms_glossaryterm:add"), {"term": "Jeton", "definition": "Deux."}
    )

    assert answer.status_code == 200
    assert GlossaryTerm.objects.count() == 1


@pytest.mark.parametrize("who", ["training_manager", "data_protection_officer", "person"])
def test_only_authors_translate(client, request, who):
    page = make_text(title="Brouillon canari")
    translation = start_translation(page)
    segment = translation.source.stringsegment_set.order_by("order")[0]
    client.force_login(request.getfixturevalue(who))
    edit = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])

    answers = [
        client.put(edit, data="value=Pirate", content_type="application/x-www-form-urlencoded"),
        client.post(
            reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
            {"locales": [english().pk]},
        ),
        client.get(reverse("wagtail_localize:translations_report")),
        client.get(reverse("wagtail_localize:download_pofile", args=[translation.pk])),
        client.get(reverse("wagtail_localize:snippets_api_listing", args=["learning", "path"])),
    ]

    assert {answer.status_code for answer in answers} <= {302, 403}
    assert not StringTranslation.objects.exists()
    assert "canari" not in "".join(map(text_of, answers))


@pytest.mark.parametrize(
    ("language", "english", "said"),
    [
        ("fr", "Home insurance", "Assurance"),
        ("en", "Home insurance", "Home insurance"),
        ("en", "", "Assurance"),
    ],
)
def test_a_portal_and_a_service_are_called_in_the_readers_language(language, english, said):
    with translation.override(language):
        assert Portal(name="Assurance", name_en=english).name_here == said
        assert PortalService(name="Assurance", name_en=english).name_here == said
