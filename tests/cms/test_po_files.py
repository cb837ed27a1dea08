"""A translation that is sent back as a file: what is none changes nothing, and is told so."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from tests.cms.translating import start_translation
from tests.learning.factories import make_article


pytestmark = pytest.mark.django_db


def test_a_file_that_is_no_po_file_of_this_translation_changes_nothing(client, administrator):
    client.force_login(administrator)
    translation = start_translation(make_article("une-page", "Une page"))
    other = start_translation(make_article("une-autre", "Une autre"))
    good = str(translation.export_po()).replace(
        'msgid "Une page"\nmsgstr ""', 'msgid "Une page"\nmsgstr "A page"'
    )
    header = f'"X-WagtailLocalize-TranslationID: {translation.uuid}\\n"\n'
    sent = {
        "empty": b"",
        "blank": b"\n",
        "binary": bytes(range(256)) * 4,
        "cut": good.encode()[: len(good) // 3],
        "UTF-16": good.encode("utf-16"),
        "Latin letters": good.replace("A page", "Été").encode("latin-1"),
        "a name in a remark": f"# {header}".encode(),
        "a NUL": good.replace("A page", "A\0page").encode(),
        "another's": str(other.export_po()).encode(),
        "no text": b"PK\x03\x04" + header.encode() + b"\xff" * 200,
        "huge": b"#" * (20 * 1024 * 1024 + 1),
    }
    url = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    answered = {}
    for name, data in {"none": None, **sent}.items():
        files = {} if data is None else {"file": SimpleUploadedFile("a.po", data)}
        answer = client.post(url, files)
        said = [message.level_tag for message in get_messages(answer.wsgi_request)]
        answered[name] = answer.status_code, said[-1:], StringTranslation.objects.count()

    assert answered == dict.fromkeys(answered, (302, ["error"], 0))
    client.post(url, {"file": SimpleUploadedFile("a.po", good.encode())})
    assert [row.data for row in StringTranslation.objects.all()] == ["A page"]
