"""What is collected is said before; again when it changes; and the words agree with the tables."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from ambassadors.help.models import HelpRequest
from people import notices
from people.actions.notices import publish_notice, record_notice_seen
from people.enums import NoticePurpose
from people.exporters.dictionary import data_dictionary
from people.middleware import INFORMED
from people.models import NoticeEdition, NoticeSeen
from people.notices import (
    AT_SIGN_IN,
    WORDS_OF_OTHERS,
    Notice,
    field_label,
    fields_of,
    has_own_label,
    holdings_for,
)
from people.privacy_registry import holdings
from people.queries.notices import current_notices
from tests.ambassadors.factories import ServiceFactory
from tests.people.factories import PersonFactory
from tests.test_documents import DOCS


pytestmark = pytest.mark.django_db

INFORMATION = reverse("people:information")
WELCOME = reverse("people:welcome")
HELP = reverse("ambassadors:own_request")
WORDS = {"text_fr": "Nos mots.", "text_en": "Our words."}


@pytest.fixture
def newcomer():
    """Signed in, and shown nothing yet."""
    person = PersonFactory()
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    session = client.session
    session.pop(INFORMED)
    session.save()
    client.person = person
    return client


def read(client, url=INFORMATION):
    """Press the button of the page."""
    due = client.get(url).context["due"]
    sent = {"notice": [f"{notice.purpose.value}:{notice.version}" for notice in due], "next": HELP}
    return client.post(url, sent)


# --- The first sign-in ----------------------------------------------------------------------------------


def test_whoever_signs_in_first_reads_the_notices_and_goes_on(newcomer):
    sent_away = newcomer.get(HELP)
    assert sent_away.url == reverse("people:welcome", query={"next": HELP})
    page = newcomer.get(reverse("people:information", query={"next": HELP}))
    assert [notice.purpose for notice in page.context["due"]] == list(AT_SIGN_IN)

    assert read(newcomer).url == HELP

    assert newcomer.get(HELP).status_code == 200
    seen = NoticeSeen.objects.filter(person=newcomer.person)
    assert sorted(seen.values_list("purpose", "version")) == [
        ("access_log", "2.0"),
        ("account", "7.0"),
        ("learning", "7.0"),
    ]


def test_what_was_read_is_not_among_what_is_shown_where_it_is_used(newcomer):
    read(newcomer)
    publish_notice(purpose=NoticePurpose.LEARNING, **WORDS)
    shown = newcomer.get(INFORMATION).context

    assert {
        name: [notice.purpose.value for notice in shown[name]] for name in ("due", "read", "later")
    } == {
        "due": ["learning"],
        "read": ["account", "access_log"],
        "later": ["help", "declared_use", "portal_link", "surveys"],
    }


def test_nothing_is_collected_before_its_notice(newcomer, topic):
    for url in (HELP, reverse("people:set_theme")):
        newcomer.post(url, {"topics": [topic.pk]})

    assert not HelpRequest.objects.exists()
    assert newcomer.get("/").url.startswith(WELCOME)


def test_the_page_of_notices_has_its_colours_and_its_language(newcomer):
    """What everybody may fetch, signed in or not, is not in the way."""
    assert newcomer.get(reverse("cms:organisation_css")).status_code == 200
    assert newcomer.post(reverse("set_language"), {"language": "fr", "next": "/"}).url == "/"


@pytest.mark.parametrize("sent", [[], ["account:1.0"], ["account:1.0", "access_log:1.0", "x"]])
def test_what_was_not_shown_is_not_noted_as_seen(newcomer, sent):
    newcomer.post(INFORMATION, {"notice": sent})

    assert not NoticeSeen.objects.exists()


def test_under_a_prefix_the_notices_come_first_and_can_be_read(newcomer):
    prefix = {"SCRIPT_NAME": "/passerelle"}

    assert newcomer.get(HELP, **prefix).url.startswith(WELCOME)
    assert newcomer.get(INFORMATION, **prefix).status_code == 200


def test_nobody_is_sent_to_another_site(newcomer):
    due = newcomer.get(INFORMATION).context["due"]
    sent = [f"{notice.purpose.value}:{notice.version}" for notice in due]

    answer = newcomer.post(INFORMATION, {"notice": sent, "next": "https://ailleurs.example/"})

    assert answer.url == "/"


def test_unseen_notices_are_queried_once_a_session(newcomer):
    read(newcomer)
    newcomer.get(HELP)

    with CaptureQueriesContext(connection) as queries:
        newcomer.get(reverse("learning:paths"))

    table = NoticeSeen._meta.db_table
    assert not [query for query in queries.captured_queries if table in query["sql"]]


# --- A form -------------------------------------------------------------------------------------------


@pytest.fixture
def topic():
    return ServiceFactory(name="Messagerie")


def asking(topic, **more):
    return {"topics": [topic.pk], "formats": ["phone"], "slots": ["mon_am", "tue_pm"], **more}


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def test_the_form_shows_the_notice_and_sending_it_notes_the_version(signed_in, person, topic):
    page = signed_in.get(HELP).content.decode()
    assert '<input type="hidden" name="notice" value="5.0">' in page

    assert signed_in.post(HELP, asking(topic, notice="5.0")).status_code == 302

    assert HelpRequest.objects.filter(person=person).exists()
    assert NoticeSeen.objects.get(person=person).purpose == "help"
    signed_in.post(reverse("ambassadors:cancel"))
    assert 'name="notice"' not in signed_in.get(HELP).content.decode()


@pytest.mark.parametrize("version", [None, "", "0.9", "1.1"])
def test_without_the_notice_of_today_it_is_shown_first_and_nothing_typed_is_lost(
    signed_in, topic, version
):
    sent = asking(topic) | ({} if version is None else {"notice": version})
    page = signed_in.post(HELP, sent)

    assert not HelpRequest.objects.exists()
    assert not NoticeSeen.objects.exists()
    carried = [("formats", "phone"), ("slots", "mon_am"), ("slots", "tue_pm")]
    assert sorted(page.context["sent"]) == [*carried, ("topics", str(topic.pk))]
    for name, value in page.context["sent"]:
        assert f'<input type="hidden" name="{name}" value="{value}">' in page.content.decode()

    signed_in.post(HELP, asking(topic, notice=page.context["notice"].version))
    assert HelpRequest.objects.get().slots == ["mon_am", "tue_pm"]


def test_fields_carried_past_a_notice_are_escaped(signed_in):
    page = signed_in.post(HELP, {"topics": '"><script>alert(1)</script>'})

    assert "<script>alert" not in page.content.decode()


# --- A change -----------------------------------------------------------------------------------------


def test_a_text_that_changed_says_what_did(newcomer):
    assert "What changes" not in newcomer.get(INFORMATION).content.decode()
    for text in ("Our old words.", "Our new words."):
        read(newcomer)
        publish_notice(purpose=NoticePurpose.ACCOUNT, text_fr=f"{text} Fr.", text_en=text)

    page = newcomer.get(INFORMATION).content.decode()

    assert "A text has changed" in page
    assert "Before you begin" not in page
    assert "Our <del>old</del><ins>new</ins> words." in page
    edition = NoticeEdition.objects.last()
    assert f"Version {edition.version}" in page


def test_a_new_edition_is_shown_again_before_anything_more_is_collected(signed_in, person, topic):
    record_notice_seen(person=person, shown=current_notices(["help"]))
    publish_notice(purpose=NoticePurpose.HELP, **WORDS)

    page = signed_in.post(HELP, asking(topic))

    assert "Nos mots." in page.content.decode()
    assert not HelpRequest.objects.exists()
    signed_in.post(HELP, asking(topic, notice="5.1"))
    assert HelpRequest.objects.exists()
    assert NoticeSeen.objects.filter(person=person).count() == 2


def test_a_change_of_what_is_collected_takes_the_place_of_older_words(monkeypatch):
    publish_notice(purpose=NoticePurpose.LEARNING, **WORDS)
    ours = notices.notice_for("learning")
    monkeypatch.setitem(
        notices._notices, "learning", Notice(ours.purpose, ours.version + 1, ours.text, ours.models)
    )

    (now,) = current_notices(["learning"])

    assert (now.version, now.text) == (f"{ours.version + 1}.0", str(ours.text))


def test_the_same_words_twice_ask_nobody_to_read_again():
    publish_notice(purpose=NoticePurpose.HELP, **WORDS)

    with pytest.raises(ValidationError):
        publish_notice(purpose=NoticePurpose.HELP, **WORDS)


def test_the_officer_publishes_and_what_was_in_force_is_kept(client, data_protection_officer):
    client.force_login(data_protection_officer)
    url = reverse("notice_admin:notice", args=["help"])

    assert client.post(url, {"text_fr": "", "text_en": "x"}).status_code == 200
    preview = client.post(url, WORDS)
    assert not NoticeEdition.objects.exists()  # shown first, with what changes
    assert WORDS["text_fr"] in preview.content.decode()
    assert preview.context["left_as_it_was"] == []
    half = WORDS | {"text_en": preview.context["form"].initial["text_en"]}
    assert client.post(url, half).context["left_as_it_was"] == ["Anglais"]
    seen = {"seen": preview.context["seen"]}
    client.post(url, WORDS | seen | {"text_fr": "Autres mots."})  # other words than were shown
    assert not NoticeEdition.objects.exists()
    client.post(url, WORDS | seen)
    other = WORDS | {"text_fr": "Autres mots."}
    client.post(url, other | {"seen": client.post(url, other).context["seen"]})
    assert client.post(url, other).context["form"].errors  # in force already

    assert [edition.version for edition in NoticeEdition.objects.all()] == ["5.1", "5.2"]
    assert "Autres mots." in client.get(reverse("notice_admin:notices")).content.decode()
    assert client.get(reverse("notice_admin:notice", args=["nothing"])).status_code == 404


# --- Words and tables ---------------------------------------------------------------------------------


def test_every_class_of_data_is_in_exactly_one_notice():
    labels = [holding.model for notice in notices.notices() for holding in holdings_for(notice)]

    assert sorted(labels) == sorted(holding.model for holding in holdings())
    assert [notice.purpose for notice in notices.notices()] == list(NoticePurpose)


def test_the_page_names_every_field_that_is_collected(signed_in):
    page = signed_in.get(INFORMATION).content.decode()

    for notice in current_notices():
        for holding in notice.held:
            for words in (holding.title, *holding.fields):
                assert words.replace("'", "&#x27;") in page


def test_every_column_that_is_read_has_words_and_not_its_name_in_code():
    for model in {apps.get_model(holding.model) for holding in holdings()}:
        by_us = WORDS_OF_OTHERS.get(model._meta.label, {})
        for field in model._meta.concrete_fields:
            is_read = field.editable and not field.primary_key and not field.is_relation
            assert not is_read or has_own_label(field) or field.name in by_us, field


def test_a_pointer_is_read_by_the_name_of_what_it_points_to():
    with translation.override("fr"):
        assert field_label(HelpRequest._meta.get_field("person")) == "agent"


def test_the_dictionary_that_is_checked_in_is_that_of_the_models():
    written = (DOCS / "data-dictionary.md").read_text(encoding="utf-8")

    assert written == data_dictionary(), "run manage.py data_dictionary"


def test_a_field_more_under_the_same_version_is_not_written(tmp_path, capsys):
    target = tmp_path / "data-dictionary.md"
    call_command("data_dictionary", output=str(target))
    (learning,) = [notice for notice in notices.notices() if notice.purpose == "learning"]
    before = target.read_text().replace(notices.fingerprint(learning), "0123456789ab")
    target.write_text(before)

    with pytest.raises(CommandError, match="learning"):
        call_command("data_dictionary", output=str(target))
    assert target.read_text() == before
    call_command("data_dictionary", output=str(target), same_versions=True)
    assert target.read_text() == data_dictionary()


def test_keys_are_in_the_dictionary_and_not_in_what_people_read():
    (person,) = [holding for holding in holdings() if holding.model == "people.Person"]
    labels = {field.column: field.label for field in fields_of(person)}

    assert labels["id"] == labels["uuid"] == ""
    assert labels["staff_number"]


# --- Who may tell who declares ------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", ["declared_use", "portal_link", "surveys"])
def test_no_row_can_say_by_name_that_somebody_was_shown_a_notice_on_portal_use(person, purpose):
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeSeen.objects.create(person=person, purpose=purpose, version="1.0")
