"""The training manager brings the staff list in: a file with three wrong lines, a new team, a good file."""

from pathlib import Path

from playwright.sync_api import expect

from tests.core.workbooks import workbook
from tests.e2e.conftest import PHONE
from tests.e2e.counting import Counted
from tests.e2e.site import CLAIRE, NADIA, SYLVIE, YANN


HEAD = "matricule;nom;prenom;equipe;courriel"
TEAM = "Accueil Saint-Aubin"
RULE, PATH = "Pour une équipe", "Vos premières semaines"
GOOD = f"{HEAD}\n90001;Quéméner;Zoé;{TEAM};zoe.quemener@exemple.fr\n90002;Abgrall;Malo;{TEAM};\n"
MOST_CLICKS = 6  # from the front of the administration to the file of what is to correct
BAD = "\n".join(
    [
        HEAD,
        f"90005;Kerlau;Enora;{TEAM};",
        f"90006;;Malo;{TEAM};",
        f";Abgrall;Malo;{TEAM};",
        f"90008;Roudaut;Lise;{TEAM};pas-une-adresse",
    ]
)


APPLIED = "main .help-info[role=status]"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HALF = f"""
from people.models import Position

held = Position.objects.primary().filter(ended_on=None, person__is_active=True)
for number, each in enumerate(held.order_by("pk").select_related("person", "team")):
    if number % 2 or each.person.groups.exists() or each.person.email in {[NADIA, SYLVIE]}:
        print(each.person.staff_number, each.person.last_name, each.person.first_name, each.team, sep=";")
"""


def send(page, name, content, kind="text/csv"):
    page.locator("input[type=file][name=file]").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/imports/*-*-*-*/")


def is_listed(claire, name):
    claire.go(f"/admin/agents/?q={name}")
    return claire.page.locator("main table.listing", has_text=name).count() > 0


def test_three_wrong_lines_are_set_aside_and_come_back_to_be_corrected(visitor):
    claire = visitor(CLAIRE)
    page, counted = claire.page, Counted.from_page(claire)
    click = counted.click
    click(page.locator("aside a[href='/admin/agents/imports/']"))
    click(
        page.locator("main a[href$='/imports/envoyer/'], header a[href$='/imports/envoyer/']").first
    )
    with page.expect_file_chooser() as chooser:
        click(page.locator("input[type=file][name=file]"))
    chooser.value.set_files({"name": "agents.csv", "mimeType": "text/csv", "buffer": BAD.encode()})
    claire.check_admin()
    click(page.locator("main form button[type=submit]").first)
    page.wait_for_url("**/imports/*-*-*-*/")
    expect(page.locator("#refused-section tbody tr")).to_have_count(3)
    expect(page.locator("#arrivals-section tbody tr")).to_have_count(1)
    claire.check_admin()
    click(page.locator("main button[name=set_aside]"))
    expect(page.locator(APPLIED)).to_be_visible()
    claire.check_admin()
    with page.expect_download() as download:
        click(page.locator("main a[href$='/a-corriger/']"))
    headings, *lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert headings.endswith(HEAD)
    assert [line.split(";", 1)[1] for line in lines] == BAD.splitlines()[2:]
    counted.ends("training manager: a staff list with three wrong rows", most=MOST_CLICKS)
    assert is_listed(claire, "Kerlau")


def test_a_new_team_is_asked_about_on_a_phone(visitor):
    claire = visitor(CLAIRE, viewport=PHONE, color_scheme="dark")
    page = claire.page
    claire.go("/admin/agents/imports/envoyer/")
    send(page, "agents.csv", f"{HEAD}\n90007;Le Bris;Yves;Accueil St-Aubin;\n".encode())
    team = page.locator("main select[name=team_0]")
    expect(team).to_be_visible()
    claire.check_admin()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main .error-message")).to_be_visible()
    claire.check_admin()
    team.select_option(value=f"same:{TEAM}")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#arrivals-section tbody tr")).to_contain_text(TEAM)
    claire.check_admin()


def test_one_person_is_added_by_name(visitor):
    claire = visitor(CLAIRE)
    page = claire.page
    claire.go("/admin/agents/inscrire/")
    claire.check_admin()
    for name, value in (
        ("staff_number", "90009"),
        ("first_name", "Ana"),
        ("last_name", "Guivarch"),
    ):
        page.locator(f"input[name={name}]").fill(value)
    page.locator("select[name=team]").select_option(TEAM)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#arrivals-section tbody tr")).to_contain_text("Guivarch")
    page.locator("main form[method=post] button[type=submit]").click()
    expect(page.locator(APPLIED)).to_be_visible()


def test_a_good_staff_file_is_shown_before_it_is_applied(visitor):
    claire = visitor(CLAIRE)
    claire.go("/admin/agents/imports/envoyer/")
    send(claire.page, "agents.csv", GOOD.encode())
    arrivals = claire.page.locator("#arrivals-section tbody tr")
    expect(arrivals).to_have_count(2)
    claire.check_admin()
    preview = claire.page.url
    assert not is_listed(claire, "Quéméner")
    claire.page.goto(preview)
    claire.page.locator("main form[method=post] button[type=submit]").click()
    expect(claire.page.locator(APPLIED)).to_be_visible()
    expect(claire.page.locator("main form")).to_have_count(0)
    claire.check_admin()
    assert is_listed(claire, "Quéméner")


def theirs(page):
    return page.locator("tbody tr", has_text="Nadia Benali").filter(has_text=PATH)


def test_what_is_assigned_is_followed_by_the_manager_and_the_look_is_told(visitor):
    claire = visitor(CLAIRE)
    page = claire.page
    claire.go("/admin/parcours/attribuer/nouvelle/")
    page.locator("input[name=title]").fill(RULE)
    page.locator("select[name=path]").select_option(label=PATH)
    page.locator("input[name=is_mandatory]").check()
    page.locator("main form button[type=submit]").first.click()
    page.locator("#quoi").select_option("team")
    page.locator("form.add button").click()
    page.get_by_label(TEAM).check()
    claire.check_admin()
    page.locator("main .acts button[type=submit]").click()
    page.locator("#quoi").wait_for()
    claire.check_admin()
    page.locator("form[action$='/appliquer/'] button").click()
    page.locator("a[href$='/fin/']").wait_for()
    claire.check_admin()

    for sylvie in (visitor(SYLVIE), visitor(SYLVIE, viewport=PHONE, color_scheme="dark")):
        sylvie.go("/")
        sylvie.page.locator("nav.nav a[href='/parcours/obligatoires/']").click()
        expect(theirs(sylvie.page)).to_have_count(1)
        sylvie.check()
    page = sylvie.page
    page.locator("#etat").select_option("done")
    page.locator("form.filters button[type=submit]").click()
    page.wait_for_url("**etat=done")
    expect(theirs(page)).to_have_count(0)
    sylvie.check()

    nadia = visitor(NADIA)
    nadia.visit("/compte/mes-donnees/consultations/")
    expect(nadia.page.locator("main li", has_text="Sylvie Le Goff").first).to_be_visible()
    assert nadia.go("/parcours/obligatoires/") == 404


def test_an_agent_finds_no_administration(visitor):
    nadia = visitor(NADIA)
    nadia.go("/admin/agents/imports/envoyer/")
    expect(nadia.page.locator("input[type=file]")).to_have_count(0)


def test_a_workbook_that_lacks_half_the_staff_waits_until_the_number_of_leavers_is_typed(
    visitor, site
):
    """The last of this file: half of the organisation is gone afterwards."""
    rows = [line.split(";") for line in site.shell(HALF).splitlines()]
    content = workbook(["matricule", "nom", "prenom", "equipe"], *rows)
    yann = visitor(YANN)  # who reads no figures: nobody else has to agree
    page = yann.page
    leavers = page.locator("main dl dd").nth(2)
    submit = page.locator("main form[method=post] button[type=submit]")

    def send_all():
        yann.go("/admin/agents/imports/envoyer/")
        page.locator("input[name=full]").check()
        send(page, "agents.xlsx", content, EXCEL)

    send_all()
    held, number = page.url, leavers.inner_text()
    expect(page.locator("main .help-warning[role=alert]")).to_contain_text(number)
    expect(page.locator("#leavers-section tbody tr")).to_have_count(50)
    yann.check_admin()
    page.locator("input[name=leavers]").fill("1")
    submit.click()
    expect(page.locator("main .error-message")).to_be_in_viewport()
    expect(page.locator("input[name=leavers]")).to_be_focused()
    yann.check_admin()

    page.goto(held)
    page.locator("input[name=leavers]").fill(number)
    submit.click()
    expect(page.locator(APPLIED)).to_be_visible()
    yann.check_admin()
    yann.go("/admin/agents/imports/")
    expect(page.locator("main table.listing tbody tr").first).to_contain_text(number)
    yann.check_admin()

    send_all()
    expect(leavers).to_have_text("0")
