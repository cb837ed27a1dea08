import datetime
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.template.base import VariableNode
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString

from core import typography
from core.dates import today
from core.gallery import BRIDGE, COMPARE, FUNNEL, MONTHS, SampleForm


TEMPLATES = Path(settings.BASE_DIR) / "templates"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def draw(source, **context):
    return tidy(Template(source).render(Context(context)))


def tidy(html):
    """Without the line breaks and indentation of the templates, which mean nothing."""
    html = re.sub(r"[ \n]+", " ", html)
    return re.sub(r" ?(/?>)", r"\1", re.sub(r"> <", "><", html)).strip()


# --- Fixed templates ---------------------------------------------------------------------------


def test_a_fixed_template_is_drawn_for_each_language_and_reads_nothing_of_its_page(rf):
    of_page = {"request": rf.get("/ici/"), "csrf_token": "secret", "here": "/ici/"}
    sources = "".join(file.read_text() for file in TEMPLATES.rglob("*.html"))
    names = sorted(set(re.findall(r"{% fixed \"([^\"]+)\" %}", sources)))
    assert len(names) > 1
    for name in names:
        variables = get_template(name).template.nodelist.get_nodes_by_type(VariableNode)
        english = draw(f'{{% fixed "{name}" %}}', user="somebody", **of_page)
        with translation.override("fr"):
            french = draw(f'{{% fixed "{name}" %}}', **of_page)
        assert {str(node.filter_expression) for node in variables} <= {"here"}
        assert english != french
        again = draw(f'{{% fixed "{name}" %}}', **of_page)
        assert english == again == draw(f'{{% include "{name}" %}}', **of_page)
        elsewhere = draw(
            f'{{% fixed "{name}" %}}',
            **of_page | {"request": rf.get("/la/"), "csrf_token": "other"},
        )
        assert "/ici/" not in elsewhere
        assert "secret" not in elsewhere


# --- Typography ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "value", "decimals", "expected"),
    [
        ("fr", 1240, 0, "1\u202f240"),
        ("fr", 1234567.25, 1, "1\u202f234\u202f567,2"),
        ("fr", -3, 0, "\u22123"),
        ("fr", -0.2, 0, "0"),
        ("en", 1240, 0, "1,240"),
        ("en", 0.5, 1, "0.5"),
    ],
)
def test_numbers_follow_the_language(language, value, decimals, expected):
    with translation.override(language):
        assert typography.format_number(value, decimals) == expected


def test_percent_sign_has_its_narrow_space_in_french():
    with translation.override("fr"):
        assert draw("{{ 49|percent }}") == "49\u202f%"
    assert draw("{{ 49|percent }}") == "49%"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Nadia Benali", "NB"),
        ("Sylvie Le Goff", "SL"),
        ("élodie", "É"),
        ("", ""),
        ("(23) 4", ""),
        ("  Jean-Marc   d'Arc ", "JD"),
    ],
)
def test_initials(name, expected):
    assert typography.initials(name) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (13, 13, "13 of 34"),
        (0, 4, "fewer than 5 of 34"),
        (30, 34, "between 30 and 34 of 34"),
        (8, 12, "between 8 and 12 of 34"),
        (0, 0, "0 of 34"),
        (34, 34, "34 of 34"),
    ],
)
def test_text_of_a_published_count(low, high, expected):
    assert draw("{% published low high 34 %}", low=low, high=high) == expected


def test_rate_whose_bounds_round_to_the_same_number_is_shown_as_one():
    assert typography.percent_text(48.6, 49.2) == "49%"
    assert typography.percent_text(38, 47) == "38–47%"


# --- Figures --------------------------------------------------------------------------------------


def test_masked_figures_cannot_be_told_apart():
    small = draw('{% figure "Used" None None 11 %}')
    unknown = draw('{% figure "Used" None 4 1200 unit="percent" series=2 %}')
    block = draw("{% masked %}")

    assert small == unknown
    assert block in small
    assert draw("{% published None None 11 %}") == draw("{% masked_badge %}")


def test_masked_figure_shows_none_of_what_it_was_given():
    assert "11" not in draw('{% figure "Used" None 7 11 %}').replace("#i-", "")


def test_bar_draws_sure_then_margin_with_plain_attributes():
    html = draw("{% range_bar 8 12 40 mark=50 %}")

    assert '<rect class="range__sure" width="20%"' in html
    assert '<rect class="range__rest" x="30%" width="70%"' in html
    assert '<rect class="range__mark" x="50%"' in html
    assert "style=" not in html
    assert 'aria-hidden="true"' in html


def test_bar_writes_a_decimal_point_in_french():
    with translation.override("fr"):
        assert 'width="33.33%"' in draw("{% range_bar 1 1 3 %}")
        assert 'width="12.5%"' in draw('{% bar 12.5 "Avancement" %}')


@pytest.mark.parametrize(("low", "high", "whole"), [(5, 4, 10), (0, 0, 0)])
def test_bounds_out_of_order_are_refused(low, high, whole):
    with pytest.raises(ValueError, match="no bar"):
        draw("{% range_bar low high whole %}", low=low, high=high, whole=whole)


def test_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="unit"):
        draw('{% published 1 2 3 "people" %}')


def test_funnel_masks_one_tread_and_draws_the_others():
    html = draw("{% funnel treads %}", treads=FUNNEL)

    assert html.count("range__sure") == 2
    assert html.count('class="masked"') == 1
    assert "79–88%" in html
    assert html.count("funnel__drop--big") == 1


def test_comparison_marks_you_and_masks_the_small():
    html = draw("{% compare rows %}", rows=COMPARE)

    assert html.count('class="is-you"') == 1
    assert html.count("badge--masked") == 1
    assert "range__mark" in html


def test_chart_lets_the_browser_choose_unless_a_theme_is_forced(rf):
    source = '{% chart "c" "Calls fall" "/l.svg" "/d.svg" headers=head rows=rows %}'

    def chart_for(theme):
        request = rf.get("/")
        request.user = type("Reader", (), {"theme": theme, "is_authenticated": False})()
        context = {"request": request, "head": ["Month", "Calls"], "rows": [["Oct.", "90"]]}
        return draw(source, **context)

    free, dark, light = chart_for(""), chart_for("dark"), chart_for("light")
    assert '<source srcset="/d.svg" media="(prefers-color-scheme: dark)">' in free
    assert 'src="/l.svg" alt=""' in free
    assert "<source" not in dark
    assert 'src="/d.svg"' in dark
    assert "<source" not in light
    assert 'src="/l.svg"' in light
    assert '<th scope="row">Oct.</th><td class="r">90</td>' in free


# --- Text from people is never markup ---------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "{% badge bad %}",
        "{% person bad bad %}",
        "{% avatar bad %}",
        "{% when day bad bad %}",
        "{% card title=bad id=bad %}{% endcard %}",
        "{% private title=bad note=bad %}{% endprivate %}",
        "{% callout bad %}{{ bad }}{% endcallout %}",
        "{% toast %}{{ bad }}{% endtoast %}",
        "{% empty_state bad %}{% endempty_state %}",
        "{% hero bad bad text=bad id=bad %}{% endhero %}",
        "{% due bad bad url=bad %}{% enddue %}",
        "{% quiet_details bad %}{% endquiet_details %}",
        "{% fold bad bad %}{{ bad }}{% endfold %}",
        "{% breadcrumb bad bad bad %}",
        "{% turn next_url=bad next_label=bad next_hint=bad %}",
        "{% choices bad bad pairs %}",
        "{% answer_buttons bad bad pairs %}",
        "{% stepper bad bad 1 0 2 %}",
        "{% post_button bad bad fields=mapping %}",
        "{% figure bad 1 1 2 note=bad %}",
        "{% figure_text bad bad bad %}",
        "{% data_table bad row table %}",
        "{% chart bad bad bad bad sub=bad %}",
        "{% steps entries %}",
        "{% toc entries %}",
        "{% checklist entries bad %}",
        "{% tabs entries bad %}",
    ],
)
def test_hostile_text_is_escaped(source):
    entry = dict.fromkeys(
        ("title", "text", "url", "state", "note", "value", "label", "count"), HOSTILE
    )
    html = draw(
        source,
        bad=HOSTILE,
        day=datetime.date(2026, 12, 3),
        pairs=[(HOSTILE, HOSTILE)],
        mapping={HOSTILE: HOSTILE},
        row=[HOSTILE],
        table=[[HOSTILE, HOSTILE]],
        entries=[entry | {"checked": False, "current": False}],
    )

    assert "<script>" not in html
    assert '"">' not in html


# --- Boxes and lists ----------------------------------------------------------------------------------


def test_block_keeps_the_markup_that_the_page_wrote():
    html = draw('{% card title="Team" level=3 tone="sun" %}<p>{{ n }}</p>{% endcard %}', n=3)

    assert html == (
        '<section class="card stack card--sun"><h3 class="card__title">Team</h3><p>3</p></section>'
    )


def test_mistyped_argument_fails():
    with pytest.raises(TemplateSyntaxError, match="titel"):
        draw('{% card titel="Team" %}{% endcard %}')


def test_icon_that_does_not_exist_fails():
    with pytest.raises(TemplateSyntaxError, match="unicorn"):
        draw('{% icon "unicorn" %}')


def test_private_says_who_sees_it():
    html = draw("{% private %}<p>6</p>{% endprivate %}")

    assert "Only you can see this" in html
    assert "#i-lock" in html


def test_bridge_says_where_you_are():
    html = draw("{% bridge steps %}", steps=BRIDGE)

    assert html.count('aria-current="step"') == 1
    assert html.count("<a ") == 2  # a step without an address is no link


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("à l’adresse connue.", " "),
        (", à l’adresse connue.", ""),
        ("<p>\u00a0: à l’adresse connue.</p>", ""),
    ],
)
def test_a_step_may_go_on_with_the_sentence_of_its_title(text, follows):
    entries = [{"title": "Le courrier", "text": SafeString(text)}]
    html = Template("{% steps entries %}").render(Context({"entries": entries}))

    assert f"<strong>Le courrier</strong>{follows}<div" in html


@pytest.mark.parametrize("length", [2, 8])
def test_bridge_is_for_three_to_seven_steps(length):
    with pytest.raises(ValueError, match="3 to 7"):
        draw("{% bridge steps %}", steps=[BRIDGE[0]] * length)


def test_months_give_their_number_and_name():
    html = draw('{% months year "Days" %}', year=MONTHS)

    assert html.count("<li>") == 12
    assert '<i class="on now">3</i>' in html
    assert '<span class="sr-only">novembre</span>' in html


def test_breadcrumb_ends_with_the_page_itself():
    html = draw('{% breadcrumb "Home" "/" "Lesson" %}')

    assert '<li><a href="/">Home</a></li><li><span aria-current="page">Lesson</span></li>' in html
    with pytest.raises(TemplateSyntaxError, match="pairs"):
        draw('{% breadcrumb "Home" "/" %}')


def test_going_on_by_post_carries_the_token():
    source = '{% turn next_url="/done/" next_label="Next" next_is_post=True %}'
    html = draw(source, csrf_token="abc")

    assert '<form method="post" action="/done/" data-waits' in html
    assert 'name="csrfmiddlewaretoken" value="abc"' in html


@pytest.mark.django_db
def test_pages_keep_the_filter(rf):
    request = rf.get("/staff/", {"team": "a&b", "page": "2"})
    request.user = AnonymousUser()
    page = Paginator(range(100), 10).page(2)

    html = tidy(Template("{% pagination page %}").render(RequestContext(request, {"page": page})))

    assert 'href="?team=a%26b&amp;page=3"' in html
    assert html.count('aria-current="page"') == 1


@pytest.mark.django_db
def test_single_page_needs_no_links(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    context = RequestContext(request, {"page": Paginator([1], 10).page(1)})

    assert "<nav" not in Template("{% pagination page %}").render(context)


# --- Forms -----------------------------------------------------------------------------------------------


def test_field_is_tied_to_its_help_and_error():
    class Form(forms.Form):
        day = forms.DateField(label="Day", help_text="Like 26/11/2026")

    html = draw("{% field form.day %}", form=Form({"day": "never"}))

    assert '<label class="field__label" for="id_day">Day</label>' in html
    assert 'aria-describedby="id_day_helptext id_day_error"' in html
    assert 'id="id_day_helptext"' in html
    assert 'id="id_day_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="input"' in html


def test_group_of_choices_is_a_fieldset_with_its_error():
    html = draw("{% field form.preference %}", form=SampleForm({}))

    assert html.startswith("<fieldset")
    assert 'aria-describedby="id_preference_error"' in html
    assert html.count('class="choice"') == 2


def test_optional_field_says_so_unless_in_a_filter():
    form = SampleForm()

    assert "(optional)" in draw("{% field form.site %}", form=form)
    assert "(optional)" not in draw("{% field form.site compact=True %}", form=form)
    assert "(optional)" not in draw("{% field form.address %}", form=form)


def test_help_given_by_the_page_is_escaped():
    html = draw("{% field form.site help=bad %}", form=SampleForm(), bad=HOSTILE)

    assert "<script>" not in html
    assert 'aria-describedby="id_site_helptext"' in html


def test_error_summary_promises_nothing_of_a_password():
    class Form(forms.Form):
        name = forms.CharField(label="Votre nom ?")
        password = forms.CharField(widget=forms.PasswordInput)

    html = draw("{% error_summary form %}", form=Form({"name": "x"}))
    summary = draw("{% error_summary form %}", form=SampleForm({}))

    assert "type it again" in html
    assert "Nothing is lost" not in html
    assert "Nothing is lost" in summary
    assert "? :" not in draw("{% error_summary form %}", form=Form({}))


def test_error_summary_leads_to_each_field():
    class Form(forms.Form):
        name = forms.CharField(label="Name")
        way = forms.ChoiceField(label="Way", choices=[("a", "A")], widget=forms.RadioSelect)

        def clean(self):
            raise forms.ValidationError("Both at once is not possible.")

    html = draw("{% error_summary form %}", form=Form({}))

    assert "2 answers to correct" in html
    assert 'href="#id_name"' in html
    assert 'href="#id_way_0"' in html
    assert "Both at once is not possible." in html


def test_form_without_errors_has_no_summary():
    assert draw("{% error_summary form %}", form=SampleForm()) == ""


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr", "jeudi 1er octobre 2026"), ("en", "Thursday 1 October 2026")],
)
def test_the_first_of_a_month_is_said_as_its_readers_say_it(language, expected):
    with translation.override(language):
        assert typography.day_text(datetime.date(2026, 10, 1), "l j F Y") == expected


def test_a_moment_is_of_the_day_where_the_organisation_is():
    late = datetime.datetime(2026, 11, 26, 23, 30, tzinfo=datetime.UTC)

    with translation.override("fr"):
        assert typography.day_text(late, "j F Y") == "27 novembre 2026"


def test_a_day_of_another_year_is_said_with_it():
    this = today().year
    with translation.override("en"):
        for year, text in ((this, "30 December"), (this - 1, f"30 December {this - 1}")):
            assert typography.day_text(datetime.date(year, 12, 30), "j F") == text
        assert typography.day_text(datetime.date(this + 1, 1, 2), "l j F").endswith(str(this + 1))


def test_only_the_first_day_is_written_as_1er():
    with translation.override("fr"):
        assert typography.day_text(datetime.date(2026, 10, 21), "j F Y") == "21 octobre 2026"
