"""The settings as an installation meets them, and what they make of every answer of the site."""

import json
import os
import re
import subprocess
import sys
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import path, reverse

from config import urls as site
from config.database import process_role
from tests.parts import DEPLOYED


ROOT = Path(__file__).parent.parent
SECRETS = {name: DEPLOYED[name] for name in ("SECRET_KEY", "PSEUDONYM_KEY")}


def run(*command, tmp_path, **environment):
    """In an environment that has nothing but what is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | given | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def settings_with(tmp_path, **environment):
    """The settings that are plain values, as a fresh process reads them."""
    show = (
        "import json, pathlib, config.settings as s;"
        "plain = lambda v: str(v) if isinstance(v, pathlib.PurePath) else type(v).__name__;"
        "print(json.dumps({n: getattr(s, n) for n in dir(s) if n.isupper()}, default=plain))"
    )
    done = run("-c", show, tmp_path=tmp_path, **SECRETS | environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """With the two secrets and nothing else."""
    return settings_with(tmp_path_factory.mktemp("var"))


# --- Secrets ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("empty", [{}, {"value": ""}], ids=["missing", "empty"])
def test_without_its_secrets_the_site_refuses_to_start(tmp_path, name, empty):
    others = {key: value for key, value in SECRETS.items() if key != name}
    given = others | ({name: empty["value"]} if empty else {})
    done = run("manage.py", "check", tmp_path=tmp_path, **given)

    assert done.returncode != 0
    assert f"Set the environment variable {name}" in done.stderr.splitlines()[-1]
    assert others[next(iter(others))] not in done.stderr


def test_a_secret_that_the_source_shows_is_for_debug_only(tmp_path):
    debug = run(
        "-c", "import config.settings as s; print(s.SECRET_KEY)", tmp_path=tmp_path, DEBUG="1"
    )

    assert debug.stdout.startswith("insecure-")


def test_the_two_secrets_are_two(bare):
    assert bare["SECRET_KEY"] != bare["PSEUDONYM_KEY"]


# --- Safe by default ----------------------------------------------------------------------------------


def test_nothing_is_open_by_default(bare):
    assert bare["DEBUG"] is False
    assert bare["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "packages.localhost"]
    assert bare["CSRF_TRUSTED_ORIGINS"] == []


@pytest.mark.parametrize(
    "name", ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE"]
)
def test_cookies_travel_over_https_alone_by_default(bare, name):
    assert bare[name] is True


def test_no_site_beside_ours_sets_the_session_or_the_token_of_forms(bare):
    """A package’s script may set a cookie for the domain above its own; never one of these names."""
    for cookie in ("SESSION_COOKIE", "CSRF_COOKIE"):
        assert bare[f"{cookie}_NAME"].startswith("__Host-")
        assert bare.get(f"{cookie}_DOMAIN") is None
        assert bare.get(f"{cookie}_PATH", "/") == "/"


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(bare):
    for cookie in ("CSRF_COOKIE", "LANGUAGE_COOKIE"):
        assert bare[f"{cookie}_HTTPONLY"] is True
    for cookie in ("SESSION_COOKIE", "CSRF_COOKIE", "LANGUAGE_COOKIE"):
        assert bare[f"{cookie}_SAMESITE"] == "Lax"
    assert "SESSION_COOKIE_HTTPONLY" not in bare  # Django's default, which is True
    assert bare["SESSION_COOKIE_AGE"] <= 12 * 60 * 60


def test_https_is_asked_for_by_default(bare):
    assert bare["SECURE_SSL_REDIRECT"] is True
    assert bare["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert "SECURE_PROXY_SSL_HEADER" not in bare  # whoever is in front could be anybody


def test_a_proxy_is_believed_only_when_it_is_announced(tmp_path):
    behind = settings_with(tmp_path, BEHIND_PROXY="1")

    assert behind["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_the_deployment_check_finds_nothing(bare, tmp_path):
    done = run(
        "-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING",
        tmp_path=tmp_path, **DEPLOYED,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr
    # Wagtail previews pages in frames of this origin; no other may frame us.
    assert bare["SILENCED_SYSTEM_CHECKS"] == ["security.W019"]


# --- Which services ------------------------------------------------------------------------------------


def test_alone_the_site_needs_no_server_beside_it(bare, tmp_path):
    assert bare["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    options = bare["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "foreign_keys=ON" in options["init_command"]
    assert bare["CACHES"]["default"]["BACKEND"].endswith("LocMemCache")
    assert bare["CACHES"]["limits"]["BACKEND"] == "core.counter_file.CounterFile"
    assert bare["CELERY_TASK_ALWAYS_EAGER"] is True


def test_database_url_brings_postgresql(tmp_path):
    chosen = settings_with(tmp_path, DATABASE_URL="postgres://p:q@db.exemple.fr:5433/passerelle")
    database = chosen["DATABASES"]["default"]

    assert database["ENGINE"] == "core.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == (
        "db.exemple.fr",
        5433,
        "passerelle",
    )
    assert "pool" in database["OPTIONS"]
    assert database["OPTIONS"]["server_side_binding"] is True  # Django asks for no less
    assert database["OPTIONS"]["prepare_threshold"] == 5
    assert "init_command" not in database["OPTIONS"]


@pytest.mark.parametrize(
    ("argv", "role"),
    [
        (["/srv/.venv/bin/celery", "-A", "config", "worker"], "worker"),
        (["/srv/.venv/lib/celery/__main__.py", "-A", "config", "worker"], "worker"),
        (["manage.py", "migrate"], "migration"),
        (["manage.py", "purge"], "command"),
    ],
)
def test_a_process_waits_as_long_as_its_role_may(argv, role):
    assert process_role(argv) == role


def test_the_site_waits_less_than_others_and_an_installation_may_say_how_long(tmp_path):
    chosen = settings_with(
        tmp_path,
        DATABASE_URL="postgres://p:q@db.exemple.fr/passerelle",
        DATABASE_ROLE="web",
        CELERY_BROKER_URL="filesystem://",
        DATABASE_LOCK_SECONDS="3",
        DATABASE_PREPARED_STATEMENTS="0",
    )
    options = chosen["DATABASES"]["default"]["OPTIONS"]

    assert options["options"] == (
        "-c statement_timeout=15s -c lock_timeout=3s -c idle_in_transaction_session_timeout=60s -c jit=off"
    )
    assert options["pool"]["timeout"] == 1.5
    assert not options.keys() & {"server_side_binding", "prepare_threshold"}


def test_redis_url_brings_redis_and_workers(tmp_path):
    chosen = settings_with(tmp_path, REDIS_URL="redis://cache.exemple.fr:6379/1")

    backends = {name: each["BACKEND"] for name, each in chosen["CACHES"].items()}
    assert backends["default"] == "core.cache.TolerantRedisCache"
    assert backends["limits"] == "core.cache.StrictRedisCache"
    assert chosen["CACHES"]["limits"]["LOCATION"] == "redis://cache.exemple.fr:6379/1"
    assert chosen["CELERY_BROKER_TRANSPORT_OPTIONS"]["max_retries"] == 0
    assert chosen["CELERY_BROKER_URL"] == "redis://cache.exemple.fr:6379/1"
    assert chosen["CELERY_TASK_ALWAYS_EAGER"] is False


def test_celery_broker_url_brings_workers(tmp_path):
    chosen = settings_with(tmp_path, CELERY_BROKER_URL="filesystem://")

    assert chosen["CELERY_TASK_ALWAYS_EAGER"] is False
    assert chosen["CELERY_BROKER_TRANSPORT_OPTIONS"]["data_folder_in"].startswith(str(tmp_path))
    assert chosen["CACHES"]["default"]["BACKEND"].endswith("LocMemCache")


def test_what_is_scheduled_exists():
    from config.celery import app
    from config.schedule import SCHEDULE

    app.loader.import_default_modules()
    scheduled = {entry.task for entry in SCHEDULE.values()}

    assert scheduled <= set(app.tasks)


# --- Headers ----------------------------------------------------------------------------------------

OUR_PAGES = ["/", "/compte/mes-donnees/", "/parcours/", "/entraide/", "/usage/carnet/", "/absent/"]


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def policy_of(response):
    directives = response["Content-Security-Policy"].split(";")
    return {words[0]: set(words[1:]) for words in map(str.split, directives)}


@pytest.mark.usefixtures("fresh_nonces")
@pytest.mark.parametrize("address", OUR_PAGES)
def test_our_pages_allow_no_script_or_style_but_those_that_carry_their_nonce(person, address):
    client = signed_in(person)
    first, response = client.get(address), client.get(address)
    policy, nonce = policy_of(response), nonce_of(response)

    assert nonce != nonce_of(first)
    assert policy["script-src"] == policy["style-src"] == {f"'nonce-{nonce}'"}
    assert policy["require-trusted-types-for"] == {"'script'"}
    assert policy["connect-src"] == policy["default-src"] == {"'self'"}
    assert policy["font-src"] == policy["form-action"] == {"'self'"}
    assert policy["object-src"] == policy["base-uri"] == {"'none'"}
    assert not {word for words in policy.values() for word in words} & {
        "'unsafe-inline'",
        "'unsafe-eval'",
        "*",
        "https:",
        "blob:",
    }
    carriers = re.findall(r'<(?:script src|link rel="stylesheet")[^>]*>', response.text)
    assert len(carriers) > 1
    assert all(f'nonce="{nonce}"' in tag for tag in carriers)


def nonce_of(response):
    """From the policy."""
    return re.search(r"script-src 'nonce-([^']{24})'", response["Content-Security-Policy"])[1]


HTML_OF_OTHERS = {
    "learning/scorm_wrapper.html",  # on the packages’ own host, under its own policy
    "people/export.html",  # a file that somebody takes away
    "people/mail/frame.html",
}


def test_no_template_writes_a_script_or_a_style_by_itself():
    """{% script %} and {% stylesheet %} add the nonce; json_script is data."""
    templates = ROOT / "templates"
    bare = re.compile(r"<script|<style|<link\s[^>]*stylesheet|<[a-z][^>]*\s(?:style|on[a-z]+)=")
    found = {
        str(path.relative_to(templates))
        for path in templates.rglob("*.html")
        if bare.search(path.read_text())
    }

    assert found == HTML_OF_OTHERS


@pytest.mark.parametrize("address", OUR_PAGES)
def test_our_pages_keep_to_their_policy(person, address):
    """Nothing in them that the policy would stop: no inline script, style or handler."""
    page = signed_in(person).get(address).content.decode()

    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page) == []
    assert re.findall(r"<style|<[a-z][^>]*\s(?:style|on\w+)=", page) == []


def test_the_policy_is_loosened_under_the_administration_alone_and_for_choosers(administrator):
    client = signed_in(administrator)
    inline = {"'self'", "'unsafe-inline'"}
    choosers = [reverse("wagtailadmin_explore_root"), "/admin/snippets/quizzes/quiz/add/"]
    for address in ("/admin/", "/admin/snippets/quizzes/question/", "/admin/absent/", *choosers):
        policy = policy_of(client.get(address, follow=True))
        scripts = policy["script-src"]
        assert "'self'" in scripts
        assert (scripts == inline) == (address in choosers), address
        assert "'unsafe-inline'" not in policy["style-src"]
        assert "'unsafe-eval'" not in scripts
        assert policy["default-src"] == {"'self'"}
    for outside in ("/", "/administration/", "/absent/admin/", "/documents/admin/"):
        assert "'self'" not in policy_of(client.get(outside))["script-src"]


def test_under_a_prefix_the_policy_is_loosened_at_the_same_pages(administrator):
    client = signed_in(administrator)

    inside = client.get("/admin/", SCRIPT_NAME="/passerelle")
    outside = client.get("/", SCRIPT_NAME="/admin")
    assert "'self'" in policy_of(inside)["script-src"]
    assert "'self'" not in policy_of(outside)["script-src"]


@pytest.mark.parametrize("address", [*OUR_PAGES, "/admin/", "/compte/connexion/"])
def test_every_answer_carries_the_guarding_headers(administrator, address):
    for client in (signed_in(administrator), Client()):
        response = client.get(address)
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response["Server"] == ""
        features = dict(each.split("=") for each in response["Permissions-Policy"].split(", "))
        assert features["camera"] == features["geolocation"] == features["clipboard-read"] == "()"
        assert features["publickey-credentials-get"] == features["clipboard-write"] == "(self)"
        assert policy_of(response)["frame-ancestors"] == {"'self'"}


@pytest.mark.parametrize(
    "origin", ["null", "https://evil.example", "http://testserver.evil.example"]
)
def test_no_other_origin_may_read_our_answers(person, origin):
    response = signed_in(person).get("/", headers={"origin": origin})

    assert not [name for name in response.headers if name.startswith("Access-Control-")]


@pytest.mark.parametrize("address", [*OUR_PAGES, "/compte/mes-donnees/mes-donnees.zip"])
def test_a_personal_page_is_never_stored(person, address):
    response = signed_in(person).get(address)

    assert {"private", "no-store"} <= set(re.split(r",\s*", response["Cache-Control"]))


@pytest.mark.parametrize("extra", ["?utm_source=lettre", "?q=1", "?"])
def test_a_page_is_no_more_public_for_what_follows_its_address(person, extra):
    response = signed_in(person).get(f"/{extra}", headers={"x-forwarded-host": "evil.example"})

    assert "no-store" in response["Cache-Control"]
    assert b"evil.example" not in response.content


def test_signing_out_leaves_nothing_behind(person):
    client = signed_in(person)
    client.post(reverse("people:logout"))

    assert client.get("/compte/mes-donnees/").status_code == 302


def test_another_host_is_refused(db):
    response = Client().get("/compte/connexion/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert b"evil.example" not in response.content


# --- Error pages ----------------------------------------------------------------------------------------


def breaks(request):
    secret = "a canary in a local variable"  # noqa: F841 - what a debug page would show
    raise RuntimeError("a canary in an exception")


urlpatterns = [path("panne/", breaks), *site.urlpatterns]
handler500 = site.handler500


@pytest.fixture
def breaking(settings, person):
    settings.ROOT_URLCONF = __name__
    client = signed_in(person)
    client.raise_request_exception = False
    return client


TELLING = re.compile(r"Traceback|DEBUG|canary|site-packages|\.py\b|settings|urlpatterns|Django")


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (404, lambda client: client.get("/absent/")),
        (404, lambda client: client.get("/compte/absent/")),
        (500, lambda client: client.get("/panne/")),
        (400, lambda client: client.get("/", headers={"host": "evil.example"})),
    ],
)
def test_an_error_page_tells_nothing_of_the_house(breaking, status, ask):
    response = ask(breaking)
    page = response.content.decode()

    assert response.status_code == status
    assert TELLING.findall(page) == []
    assert "<link" not in page or f'nonce="{nonce_of(response)}"' in page


def test_a_refused_form_tells_nothing_of_the_house(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    response = client.post("/compte/affichage/", {"theme": "dark"})

    assert response.status_code == 403
    assert TELLING.findall(response.text) == []
    assert f'nonce="{nonce_of(response)}"' in response.text


@pytest.mark.parametrize(
    "address", ["/static/../config/settings.py", "/.env", "/.git/config", "/.git/HEAD", "/config/"]
)
def test_files_of_the_house_are_not_found(person, address):
    assert signed_in(person).get(address).status_code == 404


# --- Language ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("", "fr"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("de-DE,de;q=0.9", "fr"),
        ("de,en;q=0.5", "en"),
        ("*", "fr"),
        ("../../etc/passwd", "fr"),
    ],
)
def test_french_first_and_english_for_whoever_asks(db, asked, spoken):
    response = Client().get("/compte/connexion/", headers={"accept-language": asked})

    assert response["Content-Language"] == spoken
    assert f'<html lang="{spoken}"' in response.content.decode()
    assert "Accept-Language" in response["Vary"]


def test_a_choice_of_language_outweighs_the_browser(db):
    client = Client(headers={"accept-language": "fr"})
    chosen = client.post("/langue/", {"language": "en", "next": "/compte/connexion/"})

    assert client.get(chosen["Location"])["Content-Language"] == "en"


@pytest.mark.parametrize("hostile", ["xx", "../en", "en\r\nSet-Cookie: a=b", "<script>"])
def test_a_language_that_is_not_ours_is_none(db, hostile):
    client = Client()
    client.cookies = SimpleCookie()
    client.cookies["django_language"] = hostile.replace("\r\n", " ")
    client.post("/langue/", {"language": hostile})

    assert client.get("/compte/connexion/")["Content-Language"] == "fr"


# --- No third party ------------------------------------------------------------------------------------

ADDRESS = re.compile(
    r"""(?:src|srcset|href|action|data-[\w-]+|content)=["'](?:https?:)?//([^/"'?#]+)"""
)
ALLOWED_LINKS = {"testserver"}


def test_wagtails_requests_to_others_are_off(bare):
    assert bare["WAGTAIL_GRAVATAR_PROVIDER_URL"] is None
    assert bare["WAGTAIL_ENABLE_UPDATE_CHECK"] is False
    assert bare["WAGTAIL_ENABLE_WHATS_NEW_BANNER"] is False
    assert bare["WAGTAILEMBEDS_FINDERS"] == []


def loaded_from(page):
    """The hosts from which a browser would fetch something unasked: links, and parts to agree to, aside."""
    fetched = re.sub(r"<a\s[^>]*>|\sdata-consent=\"[^\"]*\"", "", page)
    return set(ADDRESS.findall(fetched)) - ALLOWED_LINKS


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/account/", "/admin/pages/", "/admin/images/"]
)
def test_the_administration_loads_nothing_from_elsewhere(administrator, address):
    page = signed_in(administrator).get(address, follow=True).content.decode()

    assert "gravatar" not in page.lower()
    assert "releases.wagtail" not in page
    assert loaded_from(page) == set()


@pytest.mark.parametrize("address", [*OUR_PAGES, "/composants/"])
def test_our_pages_load_nothing_from_elsewhere(person, address):
    page = signed_in(person).get(address).content.decode()

    assert loaded_from(page) == set()


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()
