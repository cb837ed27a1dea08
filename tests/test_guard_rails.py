"""The strict fixtures of conftest.py do bite."""

import warnings

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.template import Context, Engine, Library, VariableDoesNotExist
from django.test import Client
from django.urls import path

from people.enums import Purpose
from people.models import Look, Person, Site
from tests.conftest import UNDEFINED, WroteOnGet
from tests.people.factories import PersonFactory, SiteFactory


# --- A GET never writes ---------------------------------------------------------------------------


def creates(request):
    Site.objects.create(name="Saint-Aubin")
    return HttpResponse()


def updates(request):
    Site.objects.update(name="Les Ponts")
    return HttpResponse()


def deletes(request):
    Site.objects.all().delete()
    return HttpResponse()


def creates_unless_there(request):
    Site.objects.get_or_create(name="Saint-Aubin")
    return HttpResponse()


def swallows_its_failure(request):
    try:
        Site.objects.create(name="Saint-Aubin")
    except Exception:
        return HttpResponse()
    return HttpResponse()


def keeps_in_the_session(request):
    request.session["seen"] = True
    return HttpResponse()


VIEWS = (creates, updates, deletes, creates_unless_there, swallows_its_failure)
urlpatterns = [path(f"{view.__name__}/", view) for view in (*VIEWS, keeps_in_the_session)]


@pytest.fixture
def visitor(settings, person):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
    SiteFactory()
    return Client()


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_that_writes_on_a_safe_method_fails(visitor, view, method):
    with pytest.raises(WroteOnGet):
        getattr(visitor, method)(f"/{view.__name__}/")


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_that_answers_500_to_its_own_write_fails(visitor, view):
    visitor.raise_request_exception = False

    with pytest.raises(WroteOnGet):
        visitor.get(f"/{view.__name__}/")


def test_a_post_may_write_and_a_get_may_keep_its_session(visitor):
    assert visitor.post("/creates/").status_code == 200
    assert visitor.get("/keeps_in_the_session/").status_code == 200
    assert Site.objects.filter(name="Saint-Aubin").exists()


# --- What has no order comes in any order ----------------------------------------------------------


def orders_seen(rows, times=40):
    """Twenty rows come forty times in the same order once in a number of 700 digits."""
    return {tuple(rows()) for _ in range(times)}


@pytest.fixture
def sites(db):
    SiteFactory.create_batch(20)
    return Site.objects.order_by()


def test_rows_without_an_order_are_shuffled(sites):
    assert len(orders_seen(sites.all)) > 1
    assert len(orders_seen(lambda: sites.values_list("name", flat=True))) > 1
    assert len(orders_seen(sites.iterator)) > 1


def test_a_slice_without_an_order_fails(sites):
    with pytest.raises(AssertionError, match="has no order"):
        list(sites[:5])
    with pytest.raises(AssertionError, match="has no order"):
        sites[0]


def test_rows_with_an_order_keep_it(sites):
    assert len(orders_seen(Site.objects.all)) == 1
    assert len(orders_seen(lambda: sites.order_by("-name")[:5])) == 1
    assert sites.get(name=sites.first().name)


def test_libraries_rows_are_left_alone(db):
    assert len(orders_seen(Group.objects.order_by)) == 1


# --- Every variable of our templates exists ----------------------------------------------------------


@pytest.fixture
def draw(tmp_path):
    """Draws the template `page.html` of a folder, ours or a library's, with one person to name."""

    def draw(source, *, folder="ours", **others):
        engine = Engine(
            dirs=[tmp_path],
            string_if_invalid=f"{UNDEFINED} %s⟧",
            libraries={"tags": __name__, "i18n": "django.templatetags.i18n"},
            builtins=["django.templatetags.i18n", __name__],
        )
        for name, text in {f"{folder}/page.html": source, **others}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        page = engine.get_template(f"{folder}/page.html")
        return page.render(Context({"person": Person(first_name="Nadia"), "none": None}))

    return draw


register = Library()


@register.simple_tag
def shout(word):
    return str(word).upper()


@register.inclusion_tag("ours/card.html")
def shown(word):
    return {"word": word}


UNDEFINED_EVERYWHERE = [
    "{{ nobody }}",
    "{{ nobody.first_name }}",
    "{{ person.nickname }}",
    "{{ nobody|upper }}",
    "{{ nobody|default:'x' }}",
    "{{ person.first_name|default:nobody }}",
    "{% with name=nobody %}{{ name }}{% endwith %}",
    "{% shout nobody %}",
    "{% shout word=person.nickname %}",
    "{% shown nobody %}",
    "{% include 'ours/card.html' %}",
    "{% include 'ours/card.html' with word=nobody %}",
    "{% include 'ours/card.html' with person=person only %}",
    "{% blocktranslate %}Hello {{ nobody }}{% endblocktranslate %}",
    "{% blocktranslate asvar said %}Hello {{ nobody }}{% endblocktranslate %}",
    "{% blocktranslate with name=nobody %}Hello {{ name }}{% endblocktranslate %}",
    "{% translate nobody %}",
    "{% if person %}{{ nobody }}{% endif %}",
    "{% for letter in person.first_name %}{{ letter.mark }}{% endfor %}",
]
CARD = {"ours/card.html": "<p>{{ word }}</p>"}


@pytest.mark.parametrize("source", UNDEFINED_EVERYWHERE)
def test_an_undefined_variable_of_ours_fails(draw, source):
    with pytest.raises((AssertionError, VariableDoesNotExist)):
        draw(source, **CARD)


@pytest.mark.parametrize(
    "frame", ["{% include 'ours/card.html' %}", "{% extends 'ours/card.html' %}"]
)
def test_an_undefined_variable_of_ours_fails_inside_a_librarys_page(draw, frame):
    with pytest.raises(AssertionError):
        draw(frame, folder="site-packages", **CARD)


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("[{{ nobody }}]", "[]"),
        ("{{ nobody|default:'x' }}", "x"),
        ("{% blocktranslate %}Hello {{ nobody }}{% endblocktranslate %}", "Hello "),
        ("{% with name=nobody %}[{{ name }}]{% endwith %}", "[]"),
    ],
)
def test_a_librarys_template_draws_what_it_draws_outside_tests(draw, source, drawn):
    assert draw(source, folder="site-packages") == drawn


def test_a_librarys_template_inside_a_page_of_ours_is_exempt(draw):
    inside = {"site-packages/menu.html": "[{{ nobody }}]"}

    assert draw("{% include 'site-packages/menu.html' %}", **inside) == "[]"


def test_a_page_may_ask_whether_something_is_there(draw):
    asked = "{% if nobody %}a{% else %}b{% endif %}{% for one in nobody %}a{% empty %}b{% endfor %}"

    assert draw(asked) == "bb"
    assert draw("{{ none }}{{ person.first_name }}") == "NoneNadia"


# --- Warnings -------------------------------------------------------------------------------------


@pytest.mark.parametrize("category", [UserWarning, DeprecationWarning, ResourceWarning])
def test_a_warning_is_an_error(category):
    with pytest.raises(category):
        warnings.warn("old", category, stacklevel=1)


# --- A race leaves nothing to the test after it ----------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_taken_back_and_what_it_deletes_comes_again(turn):
    roles = Group.objects.filter(name="editor", permissions__isnull=False)
    assert (Look.objects.count(), Person.objects.count(), roles.exists()) == (0, 0, True)

    viewer, subject = PersonFactory(), PersonFactory()
    # A trigger refuses to delete it.
    Look.objects.create(viewer=viewer, subject=subject, purpose=Purpose.STAFF_ADMINISTRATION)
    Group.objects.all().delete()
