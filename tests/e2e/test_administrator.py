"""The administrator: a staff list read before it is applied, an invitation to print, a role given, a task run again."""

import pytest
from playwright.sync_api import expect

from tests.e2e import site as sites
from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import YANN


LIST = """matricule;nom;prenom;equipe;courriel
90101;Le Roux;Enora;Accueil Saint-Aubin;
90102;Morvan;Tugdual;Accueil Saint-Aubin;
"""
AGENTS = "/admin/agents/"
PASSWORD = "une phrase que personne ne devine"


def record_of(yann, name):
    yann.go(f"{AGENTS}?q={name}")
    yann.page.locator("main table.listing a", has_text=name).click()
    yann.page.locator("#roles-section").wait_for()


def role_button(page, role):
    row = page.locator("#roles-section tr", has=page.locator(f"input[name=role][value={role}]"))
    return row.locator("button")


@pytest.mark.smoke
def test_an_administrator_reads_a_list_before_it_is_applied(visitor):
    yann = visitor(YANN)
    page = yann.page
    yann.go(f"{AGENTS}imports/envoyer/")
    yann.check_admin()
    page.locator("input[type=file][name=file]").set_input_files(
        {"name": "agents.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/imports/*-*-*-*/")
    expect(page.locator("#arrivals-section tbody tr")).to_have_count(2)
    yann.check_admin()
    preview = page.url
    yann.go(f"{AGENTS}?q=Morvan")
    expect(page.locator("main")).not_to_contain_text("Tugdual")
    page.goto(preview)
    page.locator("main form[method=post] button[type=submit]").click()
    expect(page.locator("main .help-info[role=status]")).to_be_visible()
    yann.go(f"{AGENTS}?q=Morvan")
    expect(page.locator("main table.listing")).to_contain_text("Tugdual")


LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 60">'
    '<circle cx="30" cy="30" r="24" fill="#7a1f5c"/><rect x="66" y="18" width="144" height="24" fill="#7a1f5c"/></svg>'
)
SETTINGS = "/admin/reglages/"


def test_an_administrator_makes_the_site_the_organisations_own(visitor):
    """Five clicks, three fields and a file: name, logo, accent and a threshold."""
    yann = visitor(YANN)
    page = yann.page
    yann.visit("/")
    page.locator(f"footer a[href='{SETTINGS}']").click()
    yann.check_admin()
    page.locator("#identite a.button").click()
    yann.check_admin()
    page.locator("main [name=name]").fill("Habitat des Trois Rives")
    page.locator("main [name=accent]").fill("#7a1f5c")
    page.locator("main [name=logo]").set_input_files(
        {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": LOGO.encode()}
    )
    page.locator("form.setting-form button[type=submit]").click()
    page.locator("#chiffres a.button").click()
    page.locator("main [name=PUBLICATION_THRESHOLD]").fill("12")
    page.locator("form.setting-form button[type=submit]").click()
    expect(page.locator("#chiffres")).to_contain_text("12")
    expect(page.locator("#identite img").first).to_be_visible()
    yann.check_admin()

    yann.go(f"{SETTINGS}changements/")
    expect(page.locator("main tbody tr")).to_have_count(4)
    yann.check_admin()
    yann.visit("/")
    expect(page.locator(".site-header .brand")).to_contain_text("Habitat des Trois Rives")
    expect(page.locator(".brand__logo--light")).to_be_visible()
    accent = page.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--org-accent')"
    )
    assert accent == "#7a1f5c"


def an_hour_goes_by(site, visitor):
    """Since the visitor’s password, as the server remembers it."""
    (key,) = [each["value"] for each in visitor.context.cookies() if each["name"] == "sessionid"]
    site.shell(
        "from people.session_store import session_store\n"
        f"session = session_store({key!r})\n"
        "for each in session['account_authentication_methods']: each['at'] -= 3600\n"
        "session['account_authentication_methods'] = session['account_authentication_methods']\n"
        "session.save()"
    )


def test_an_administrator_invites_somebody_and_gives_a_role_that_opens_its_pages(visitor, site):
    """After the story above, which has brought her in. The role is given an hour after signing in."""
    yann, enora = visitor(YANN), visitor(viewport=PHONE)
    record_of(yann, "Le Roux")
    yann.check_admin()
    number, code = steps.print_invitation(yann)
    steps.open_account(enora, number, code, PASSWORD)
    enora.visit("/")
    enora.go("/admin/")
    assert "/admin/" not in enora.page.url.partition("?")[0]

    record_of(yann, "Le Roux")
    an_hour_goes_by(site, yann)
    role_button(yann.page, "editor").click()
    yann.check()
    expect(yann.page.locator("h1")).to_have_text("Est-ce toujours vous\u00a0?")
    yann.page.locator("input[name=password]").fill(sites.PASSWORD)
    yann.page.locator("main form button[type=submit]").click()
    yann.check()
    yann.page.locator("main form button[type=submit]").click()
    expect(yann.page.locator("main, .messages").first).to_be_visible()
    yann.check_admin()
    expect(role_button(yann.page, "data_protection_officer")).to_be_visible()

    assert enora.go("/admin/") == 200
    expect(enora.page.locator("main a[href='/admin/pages/']").first).to_be_attached()
    assert enora.go(AGENTS) == 404
    enora.visit("/compte/mes-donnees/consultations/")
    expect(enora.page.locator("main ul.ruled").first).to_contain_text("Yann Kerbrat")


def fail_to_pick_up_staff_files(site):
    """Until it is given up: its folder is not there. The site that is served has another setting."""
    site.shell(
        "from django.conf import settings\n"
        "from django.utils import timezone\n"
        "from people.actions.outbox_run import run_next_task\n"
        "from people.models import OutboxTask\n"
        "settings.STAFF_IMPORT_FOLDER = '/nowhere'\n"
        "OutboxTask.objects.create(task='people.tasks.pick_up_staff_files_task', queue='imports')\n"
        "while OutboxTask.objects.waiting().exists():\n"
        "    OutboxTask.objects.update(next_try_at=timezone.now())\n"
        "    run_next_task('imports')"
    )


def test_an_administrator_finds_why_a_task_failed_and_runs_it_again(visitor, site):
    fail_to_pick_up_staff_files(site)
    yann = visitor(YANN, viewport=PHONE)
    page = yann.page
    yann.go("/admin/")
    yann.check_admin()
    page.locator(".help-critical a[href='/admin/fonctionnement/']").click()
    failed = page.locator("#failures-section .runs > li")
    expect(failed.locator("h3")).to_have_text("Importer les listes d’agents du dossier")
    expect(failed).to_contain_text("Un fichier ou un dossier manque.")
    yann.check_admin()
    failed.locator("summary", has_text="Pour ceux qui entretiennent Passerelle").click()
    expect(failed).to_contain_text("people/importers/folder.py")
    yann.check_admin()
    failed.locator("button[value=retry]").click()
    expect(page.locator("main, .messages").first).to_be_visible()
    sites.eventually(lambda: page.reload() and not failed.count(), "it has run, and failed no more")
    yann.check_admin()
