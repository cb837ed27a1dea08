"""Authors bring questions in and take them out as files: by preview, in every format."""

import base64
import html
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quizzes.models import Category, Question
from tests.quizzes.factories import CategoryFactory, QuestionFactory
from tests.quizzes.test_admin import BANK


pytestmark = pytest.mark.django_db


def upload(text, name="q.gift"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def test_a_file_is_previewed_then_applied(client, author):
    url = reverse(f"{BANK}:import")
    text = "::T::Vrai ?{T}\n"
    assert client.get(url).status_code == 200

    preview = client.post(url, {"file": upload(text), "category": "RGPD"})

    assert not Question.objects.exists()
    assert preview.context["report"].created == 1
    payload = preview.context["payload"]
    applied = client.post(url, {"payload": payload, "category": "RGPD"})
    assert applied.status_code == 302
    assert Question.objects.get().category == Category.objects.get(name="RGPD")


def test_a_refused_file_shows_its_lines_and_cannot_be_applied(client, author):
    url = reverse(f"{BANK}:import")

    preview = client.post(url, {"file": upload("\n::T::Vrai ?{T\n")})

    page = preview.content.decode()
    assert [refusal.line for refusal in preview.context["report"].refused] == [2]
    assert preview.context["report"].refused[0].reason in html.unescape(page)
    assert 'name="payload"' not in page
    forced = client.post(url, {"payload": base64.b64encode(b"::T::Vrai ?{T\n").decode()})
    assert forced.status_code == 200
    assert not Question.objects.exists()


XML = """<quiz>
<question type="essay"><name><text>Essai</text></name>
<questiontext format="html"><text>Quoi ?</text></questiontext>
<hint><text>Pensez-y</text></hint></question></quiz>"""


def test_a_file_is_recognised_its_losses_named_and_it_is_applied_as_what_it_is(client, author):
    url = reverse(f"{BANK}:import")

    preview = client.post(url, {"file": upload(XML, "q.xml")})

    page = html.unescape(preview.content.decode())
    assert preview.context["was_recognised"]
    assert "Moodle XML" in page
    assert "hint" in page
    client.post(url, preview.context["apply"].initial)
    assert Question.objects.get().origin == "moodle_xml"


def test_a_format_that_was_chosen_is_the_one_that_is_read(client, author):
    preview = client.post(
        reverse(f"{BANK}:import"), {"file": upload(XML, "q.xml"), "format": "aiken"}
    )

    assert preview.context["report"].refused
    assert not preview.context["was_recognised"]


def test_a_known_question_is_changed_only_when_that_is_asked(client, author):
    url = reverse(f"{BANK}:import")
    client.post(url, {"payload": encoded("// [id:q]\n::T::Vrai ?{T}\n")})
    other = "// [id:q]\n::T::Vrai ?{F}\n"

    refused = client.post(url, {"file": upload(other)})
    preview = client.post(url, {"file": upload(other), "replace": "on"})

    assert len(refused.context["report"].refused) == 1
    assert [entry.outcome for entry in preview.context["report"].entries] == ["changed"]
    client.post(url, preview.context["apply"].initial)
    assert Question.objects.get().versions.count() == 2


def encoded(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_to_fill_in_is_fetched_and_comes_back_without_a_refusal(client, author, kind):
    sent = client.get(reverse(f"{BANK}:template", args=[kind]))

    assert f".{kind}" in sent["Content-Disposition"]
    back = upload(sent.content, f"t.{kind}")
    report = client.post(reverse(f"{BANK}:import"), {"file": back}).context["report"]
    assert (report.created, report.refused) == (8, [])


def test_an_export_says_what_is_lost_and_is_then_fetched(client, author):
    QuestionFactory(title="Choisie", asks="Qui ?{=a#oui ~b}", category=CategoryFactory(name="A"))
    QuestionFactory(title="Essai", asks="Quoi ?{}", category=CategoryFactory(name="A/B"))
    QuestionFactory(title="Ailleurs", category=CategoryFactory(name="Autre"))
    asked = {"format": "aiken", "category": Category.objects.get(name="A").pk}

    answer = client.get(reverse(f"{BANK}:export"), asked)

    made, page = answer.context["made"], html.unescape(answer.content.decode())
    assert (made.written, made.left_out) == (1, ["Essai"])
    assert "Choisie" in page
    assert "Ailleurs" not in page
    sent = client.get(answer.context["address"])
    assert sent.content.decode() == "Qui ?\nA. a\nB. b\nANSWER: A\n"
    assert 'filename="questions.txt"' in sent["Content-Disposition"]


@pytest.mark.parametrize("name", ["gift", "moodle-xml", "aiken", "csv", "xlsx"])
def test_an_empty_bank_is_exported_to_every_format(client, author, name):
    assert client.get(reverse(f"{BANK}:export"), {"format": name}).context["made"].written == 0
    assert client.get(reverse(f"{BANK}:export_file", args=[name])).status_code == 200


@pytest.mark.parametrize(
    ("view", "name", "query"),
    [
        ("export_file", "word", ""),
        ("export_file", "gift", "?category=9999"),
        ("export_file", "gift", "?category=un"),
        ("template", "gift", ""),
    ],
)
def test_what_is_not_there_is_not_found(client, author, view, name, query):
    assert client.get(reverse(f"{BANK}:{view}", args=[name]) + query).status_code == 404


@pytest.mark.parametrize(
    "data",
    [{"payload": "n'importe quoi"}, {"payload": "é"}, {"payload": ""},
     {"payload": "AAAA", "format": "word"}],
)  # fmt: skip
def test_a_payload_that_is_not_one_is_refused(client, author, data):
    assert client.post(reverse(f"{BANK}:import"), data).status_code == 400


def test_a_large_file_is_refused(client, author):
    answer = client.post(reverse(f"{BANK}:import"), {"file": upload(b"a" * (1024 * 1024 + 1))})

    assert answer.context["form"].errors["file"]


def test_the_largest_file_is_applied_as_a_browser_sends_it(client, author):
    """A form escapes + and / with three bytes each: in this file, nearly all that Base64 writes."""
    url, line = reverse(f"{BANK}:import"), "//  " + "\uff9f" * 5800 + " "
    data = ("::T::Vrai ?{T}\n" + f"{line}\n" * 60).encode()
    assert 1_000_000 < len(data) <= 1024 * 1024

    payload = client.post(url, {"file": upload(data)}).context["payload"]
    form = urlencode({"payload": payload})
    applied = client.post(url, form, content_type="application/x-www-form-urlencoded")

    assert applied.status_code == 302
    assert Question.objects.exists()
