"""Settings on screen: what is in force, what begins later, who changed what."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from adoption.publishing.parameters import parameters_in_force
from adoption.publishing.site_settings import begin_at_next_publication, begin_next_month
from cms.models import OrganisationLogo, OrganisationSettings
from core.dates import today
from core.site_settings import setting_groups, settings_of, site_setting, value_of
from learning.exporters.transcript_pdf import transcript_pdf
from learning.queries.transcript import Transcript
from people.actions.settings import change_settings
from people.mail.kinds import SETTINGS_CHANGED
from people.mail.message import decrypt_mail
from people.mail.queries import quiet_hours
from people.models import OutgoingMail, SettingChange
from people.retention_registry import retentions
from people.site_settings import begin_deleting_later
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.may_write]

INDEX = reverse("settings_admin:settings")
IDENTITY, FIGURES, MAILS = (
    reverse("settings_admin:group", args=[key]) for key in ("identite", "chiffres", "courriels")
)
ALL = [setting for group in setting_groups() for setting in settings_of(group.key)]


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def sent(page, **changed):
    """What a browser would send of a group’s page, with some fields filled in otherwise."""
    form = BeautifulSoup(page.content, "html.parser").select_one("form.setting-form")
    values = {}
    for field in form.select("input[name], select[name]"):
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.option
            values[field["name"]] = chosen["value"]
        elif field.get("type") == "checkbox":
            if field.has_attr("checked"):
                values[field["name"]] = "on"
        elif field.get("type") != "file":
            values[field["name"]] = field.get("value", "")
    return values | changed


def change(client, address, **changed):
    return client.post(address, sent(client.get(address), **changed), follow=True)


def picture(size=(400, 120), colour=(10, 60, 90, 255), ground=(0, 0, 0, 0), kind="PNG"):
    drawn = Image.new("RGBA", size, ground)
    drawn.paste(colour, (40, 30, size[0] - 40, size[1] - 30))
    data = BytesIO()
    drawn.convert("RGB" if kind == "JPEG" else "RGBA").save(data, kind)
    return data.getvalue()


def upload(data, name="logo.png"):
    return SimpleUploadedFile(name, data)


def test_the_page_says_what_is_in_force_its_default_and_who_changed_it(admin, administrator):
    change_settings(values={"PROPOSAL_EXPIRES_DAYS": 5}, by=administrator)

    page = admin.get(INDEX).content.decode()

    for text in ("5 days", "Default: 7 days", f"by {administrator}", "Name", "No figure under"):
        assert text in page
    shown = {
        section["id"]: section.find("a", string="See it on the site")
        for section in BeautifulSoup(page, "html.parser").select("section.setting-group")
    }
    assert all(admin.get(link["href"]).status_code == 200 for link in shown.values() if link)
    assert {key for key, link in shown.items() if link} == {
        "identite",
        "chiffres",
        "entraide",
        "formation",
    }
    history = admin.get(reverse("settings_admin:history")).content.decode()
    assert "7 days" in history
    assert "5 days" in history
    assert value_of("PROPOSAL_EXPIRES_DAYS") == 5


def test_name_colour_and_hours_are_changed_and_nothing_else_is_logged(admin, administrator):
    page = change(admin, IDENTITY, name="Habitat des Deux Rives", accent="7a1f5c")
    assert "#" not in page.redirect_chain[-1][0]  # the message has the focus
    change(admin, MAILS, MAIL_QUIET_FROM="18", MAIL_QUIET_HOLIDAYS="alsace-moselle")

    row = OrganisationSettings.objects.get()
    assert (row.name, row.accent) == ("Habitat des Deux Rives", "#7a1f5c")
    hours = quiet_hours()
    assert (hours.begin, hours.end, hours.holidays) == (18, 8, "alsace-moselle")
    logged = {
        change.name: (change.value, change.changed_by) for change in SettingChange.objects.all()
    }
    assert logged == {
        name: (value, administrator)
        for name, value in {
            "name": "Habitat des Deux Rives",
            "accent": "#7a1f5c",
            "MAIL_QUIET_FROM": 18,
            "MAIL_QUIET_HOLIDAYS": "alsace-moselle",
        }.items()
    }  # fmt: skip
    assert "Nothing was changed" in change(admin, MAILS).content.decode()
    change(admin, MAILS, MAIL_QUIET_WEEKENDS="")
    assert not quiet_hours().weekends


def test_a_page_that_was_open_long_undoes_nobodys_change(admin, administrator):
    old = sent(admin.get(MAILS), MAIL_QUIET_FROM="20")
    change_settings(values={"MAIL_QUIET_FROM": 18, "MAIL_QUIET_UNTIL": 9}, by=administrator)

    answer = admin.post(MAILS, old)

    assert "Somebody changed it meanwhile" in answer.content.decode()
    assert (quiet_hours().begin, quiet_hours().end) == (18, 9)


def test_what_the_environment_sets_is_shown_and_stays(admin, administrator, settings):
    change_settings(values={"MAIL_QUIET_FROM": 18}, by=administrator)
    settings.SET_BY_ENVIRONMENT = {"MAIL_QUIET_FROM"}

    page = BeautifulSoup(admin.get(MAILS).content, "html.parser")

    assert quiet_hours().begin == settings.MAIL_QUIET_FROM == 19
    assert page.select_one("[name=MAIL_QUIET_FROM]") is None
    assert page.find("code", string="MAIL_QUIET_FROM")
    with pytest.raises(KeyError):
        change_settings(values={"MAIL_QUIET_FROM": 7}, by=administrator)


@pytest.mark.parametrize(
    ("address", "name", "value", "said"),
    [
        (FIGURES, "PUBLICATION_THRESHOLD", "8", "greater than or equal to 9"),
        (FIGURES, "PUBLICATION_DETAIL_THRESHOLD", "49", "greater than or equal to 50"),
        (FIGURES, "MONTH_CLOSING_DAY", "31", "less than or equal to 28"),
        (IDENTITY, "accent", "teal", "#005f77"),
        (IDENTITY, "accent", "#f4c430", "The nearest that passes: #917100"),
        (MAILS, "MAIL_QUIET_HOLIDAYS", "mars", "not one of the available choices"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_what_would_do(admin, address, name, value, said):
    answer = change(admin, address, **{name: value})

    assert said in answer.content.decode()
    assert not SettingChange.objects.exists()


# --- What would show more counts later -----------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "begins"),
    [("2026-12-03", "2026-12-06"), ("2026-12-05", "2026-12-06"), ("2026-12-06", "2027-01-06")],
)
def test_a_lower_threshold_waits_for_the_next_publication(on, begins):
    day = date.fromisoformat(on)
    assert begin_at_next_publication(12, 10, day) == date.fromisoformat(begins)
    assert begin_at_next_publication(10, 12, day) == day
    assert begin_next_month(5, 9, day).day == 1


def test_a_lowered_threshold_hides_as_before_until_it_begins(administrator):
    change_settings(values={"PUBLICATION_THRESHOLD": 14}, by=administrator)
    assert parameters_in_force().k == 14
    change_settings(values={"PUBLICATION_THRESHOLD": 9}, by=administrator)
    assert parameters_in_force().k == 14
    SettingChange.objects.filter(value=9).update(begins_on=today(), changed_at="2020-01-01T00:00Z")
    assert parameters_in_force().k == 9


def test_a_shorter_period_deletes_a_week_later_and_keeps_within_the_registry(administrator):
    day = date(2026, 11, 2)
    assert (
        begin_deleting_later(24, 12, day)
        == begin_deleting_later(False, True, day)
        == date(2026, 11, 9)
    )
    assert begin_deleting_later(12, 24, day) == begin_deleting_later(True, False, day) == day
    for retention in retentions():
        known = site_setting(retention.setting)
        if known and retention.setting.startswith("RETENTION_"):
            assert retention.least <= known.kind.least < known.kind.most <= retention.most


# --- The logo -------------------------------------------------------------------------------------


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60">'
    '<rect x="10" y="10" width="180" height="40" fill="#123456"/>%s</svg>'
)


@pytest.mark.parametrize("name", ["Deux\nRives", "Deux\x1bRives", "Deux\u2028Rives"])
def test_a_name_is_one_line(admin, name):
    assert "Write one line" in change(admin, IDENTITY, name=name).content.decode()
    assert not SettingChange.objects.exists()


def test_a_logo_is_drawn_anew_and_shown_to_whoever_is_not_signed_in(admin, client):
    change(
        admin, IDENTITY, logo=upload(picture(kind="JPEG", ground=(255, 255, 255, 255)), "logo.jpg")
    )
    change(
        admin,
        IDENTITY,
        logo_dark=upload(SVG.replace("#123456", "#ffffff").encode() % b"", "logo.svg"),
    )

    row = OrganisationSettings.objects.get()
    client.logout()
    page = client.get(reverse("people:login")).content.decode()
    assert row.logo_url in page
    assert row.logo_dark_url in page
    answer = client.get(row.logo_dark_url)
    assert answer["Content-Type"] == "image/png"
    drawn = Image.open(BytesIO(answer.content))
    assert (drawn.mode, drawn.height) == ("RGBA", 360)
    assert client.get(reverse("cms:logo", args=["0" * 20])).status_code == 404


def test_a_logo_stands_on_documents_and_without_one_they_are_as_before(admin, person):
    def certificate():
        organisation = OrganisationSettings.objects.get()
        return transcript_pdf(
            Transcript((), ()), person=person, organisation=organisation, day=date(2026, 11, 2)
        )

    plain = certificate()
    change(admin, IDENTITY, logo=upload(picture()))
    assert b"/Subtype/Image" not in plain.replace(b" ", b"")
    assert b"/Subtype/Image" in certificate().replace(b" ", b"")


def test_a_logo_is_taken_away(admin):
    change(admin, IDENTITY, logo=upload(picture()))
    change(admin, IDENTITY, **{"logo-clear": "on"})

    assert OrganisationSettings.objects.get().logo == ""
    assert SettingChange.objects.first().value == ""


LONG = '<rect width="3000000" height="1"/>'


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("enorme.png", b"\x89PNG" + bytes(1024 * 1024), "a logo has 1.0\xa0MB at most"),
        ("script.svg", (SVG % "<script>alert(1)</script>").encode(), "holds a program"),
        ("clic.svg", (SVG % '<g onclick="x()"/>').encode(), "holds a program"),
        (
            "ailleurs.svg",
            (SVG % '<image href="https://x.example/a.png"/>').encode(),
            "holds a program",
        ),
        ("long.svg", SVG.replace("200 60", "20000 1").encode() % b"", "too long"),
        (
            "plat.svg",
            SVG.replace("viewBox", 'width="3000000" height="1" viewBox').encode() % b"",
            "too long",
        ),
        (
            "nuages.svg",
            (SVG % '<filter id="n"><feTurbulence numOctaves="9000"/></filter>').encode(),
            "holds a filter",
        ),
        # What no look at the text finds, the process that draws does.
        ("cache.svg", (SVG % LONG).replace("viewBox", "data-box").encode(), "no picture that can"),
        ("casse.svg", b"<svg><rect", "no picture that can be drawn"),
        ("texte.png", b"bonjour", "no picture that can be drawn"),
        ("petit.png", None, "20 pixels tall"),
    ],
)
def test_a_logo_that_will_not_do_is_refused_with_what_was_expected(admin, name, data, said):
    data = data or _flat(200, 20)

    answer = change(admin, IDENTITY, name="Autre", logo=upload(data, name))

    assert said in answer.content.decode().replace("&nbsp;", "\xa0")
    assert not OrganisationLogo.objects.exists()
    assert not SettingChange.objects.exists()


def _flat(width, height):
    data = BytesIO()
    Image.new("RGB", (width, height), "navy").save(data, "PNG")
    return data.getvalue()


def test_a_dark_logo_on_no_ground_is_shown_on_both_with_a_warning(admin):
    change(admin, IDENTITY, logo=upload(picture(colour=(10, 30, 60, 255))))
    page = admin.get(INDEX).content.decode()
    assert "can hardly be seen on dark" in page
    assert "can hardly be seen on white" not in page

    change(admin, IDENTITY, logo=upload(picture(colour=(90, 140, 200, 255))))
    assert "can hardly be seen on dark" not in admin.get(INDEX).content.decode()


# --- One place for each rule -------------------------------------------------------------------------


def test_no_code_reads_a_setting_of_the_screen_past_the_registry():
    names = "|".join(setting.name for setting in ALL if setting.column is None)
    past = re.compile(rf"(?<!django_)settings\.({names})\b")
    root = Path(__file__).resolve().parents[2]
    apps = ("core", "people", "cms", "quizzes", "learning", "ambassadors", "adoption", "demo")
    found = {
        f"{path.relative_to(root)}: {hit[0]}"
        for app in apps
        for path in (root / app).rglob("*.py")
        for hit in past.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_a_data_protection_officer_reads_and_changes_nothing(client, data_protection_officer):
    client.force_login(data_protection_officer)
    assert client.get(INDEX).status_code == 200
    assert client.get(MAILS).status_code == 404
    assert client.post(MAILS, {"MAIL_QUIET_FROM": "3"}).status_code == 404
    assert reverse("settings_admin:settings") in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("values", "officer_is_told"),
    [
        ({"PUBLICATION_THRESHOLD": 12}, True),
        ({"RETENTION_HELP_MONTHS": 20, "RETENTION_LEARNING_MONTHS": 20}, True),
        ({"INVITATION_EXPIRES_DAYS": 12}, False),
        ({"MAIL_QUIET_FROM": 21}, None),
    ],
)
def test_a_grave_change_is_told_to_those_who_did_not_make_it(
    administrator, data_protection_officer, values, officer_is_told
):
    other = PersonFactory(email="autre@exemple.fr")
    other.groups.add(*administrator.groups.all())

    change_settings(values=values, by=administrator)

    told = {mail.person_id: mail for mail in OutgoingMail.objects.filter(kind=SETTINGS_CHANGED)}
    expected = set() if officer_is_told is None else {other.pk}
    assert set(told) == expected | ({data_protection_officer.pk} if officer_is_told else set())
    if told:
        said = decrypt_mail(told[other.pk].content)
        assert reverse("settings_admin:history") in said.text
        assert str(administrator) not in said.text
