from pathlib import Path

from django.conf import settings
from django.urls import reverse

from core.templatetags.passerelle import _draw_fixed


COMPONENTS = Path(settings.BASE_DIR) / "templates" / "components"


def test_gallery_asks_to_sign_in(client, db):
    response = client.get(reverse("gallery"))

    assert response.status_code == 302


def test_gallery_shows_every_component(client, person):
    _draw_fixed.cache_clear()
    client.force_login(person)

    response = client.get(reverse("gallery"))

    drawn = {template.name.rsplit("/")[-1] for template in response.templates}
    assert {path.name for path in COMPONENTS.glob("*.html")} <= drawn


def test_forced_theme_is_written_on_the_page(client, person):
    person.theme = "dark"
    person.save()
    client.force_login(person)

    html = client.get(reverse("gallery")).content.decode()

    assert 'data-theme="dark"' in html
    assert '<meta name="color-scheme" content="dark">' in html


def test_frame_never_writes_by_a_link(client, person):
    """Language, theme and sign-out are forms with a token, since a GET never writes."""
    client.force_login(person)

    html = client.get(reverse("gallery")).content.decode()

    for name in ("set_language", "people:set_theme", "people:logout"):
        assert f'action="{reverse(name)}"' in html
        assert f'href="{reverse(name)}"' not in html
