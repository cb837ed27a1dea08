"""Sharing: what is in the file, what is refused of another's, what a comparison says."""

import base64
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from adoption.publishing.actions.publications import publish
from adoption.sharing.actions import (
    describe_sharing,
    export_file,
    import_shared_file,
    preview_import,
)
from adoption.sharing.keys import new_key
from adoption.sharing.models import OtherOrganisation, SharedMonth
from adoption.sharing.queries import (
    FORMER_VERSIONS,
    VERSIONS,
    Comparison,
    OtherRates,
    OwnRates,
    comparison_of,
    own_rates,
)
from adoption.sharing.signed_figures import (
    MOST_BYTES,
    RATES,
    Bounds,
    SharedFileRefused,
    decode_file,
    parse_payload,
    size_band,
)
from adoption.sharing.words import display_names, finding
from tests.adoption.conftest import OCTOBER
from tests.adoption.shared_files import SEPTEMBER, changed, of, shared, signed


LAST = OCTOBER


# --- The format ---------------------------------------------------------------------------------------


RATE = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda ends: Bounds(*sorted(ends)))


@given(
    rates=st.dictionaries(st.sampled_from(["coverage", "used"]), RATE),
    label=st.sampled_from(["", "Ville de Quimper", "L’office"]),
)
@hypothesis_settings(max_examples=60)
def test_what_is_written_is_read(rates, label):
    payload = shared(label=label, months={OCTOBER: rates})
    envelope = decode_file(signed(payload))
    said = parse_payload(envelope.payload, definitions=[VERSIONS], last=LAST)
    assert said.payload() == payload
    assert said.months == {OCTOBER: rates}


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(data):
    with pytest.raises(SharedFileRefused):
        decode_file(data)


def test_a_changed_digit_breaks_the_signature(db):
    file = signed(shared())
    with translation.override("en"), pytest.raises(ValidationError, match="signature"):
        preview_import(file.replace(b'"high": 44', b'"high": 45'))


REFUSED = {
    "another version": (lambda p: p.update(version=2), "version"),
    "true for a number": (lambda p: p.update(version=True), "version"),
    "another schema": (lambda p: p.update(schema="other"), "schema"),
    "a field more": (lambda p: p.update(more=1), "shape"),
    "a field less": (lambda p: p.pop("portal"), "shape"),
    "other definitions": (lambda p: p["definitions"].update(used=99), "definitions"),
    "a month that runs": (lambda p: p["months"][0].update(month="2026-11"), "future"),
    "a month twice": (lambda p: p["months"][0].update(month="2026-10"), "doubled"),
    "no month": (lambda p: p["months"][0].update(month="2026-13"), "shape"),
    "more use than accounts": (
        lambda p: p["months"][1].update(used={"low": 62, "high": 70}),
        "impossible",
    ),
    "more habit than use": (
        lambda p: p["months"][1]["habit"].update(low=46, high=50),
        "impossible",
    ),
    "ends in the wrong order": (lambda p: p["months"][1]["used"].update(low=46), "impossible"),
    "over a hundred": (lambda p: p["months"][1]["account"].update(high=101), "shape"),
    "a text for a number": (lambda p: p["months"][1]["account"].update(high="61"), "shape"),
    "a team": (lambda p: p["months"][1].update(team={"low": 1, "high": 2}), "shape"),
    "an unknown sector": (lambda p: p["organisation"].update(sector="x"), "shape"),
    "a list for a sector": (lambda p: p["organisation"].update(sector=[]), "shape"),
    "a label of two lines": (lambda p: p["organisation"].update(label="a\nb"), "shape"),
    "a long label": (lambda p: p["organisation"].update(label="a" * 121), "shape"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_whoever_signed_it(change, code):
    with pytest.raises(ValidationError) as refusal:
        import_shared_file(data=changed(change), trust_as="Habitat")
    assert refusal.value.code == code
    assert not SharedMonth.objects.exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b" " * (MOST_BYTES + 1), "large"),
        (b"[" * 100_000, "no_json"),
        (b'{"payload": {}, "payload": {}}', "doubled"),
        (b'{"payload": NaN, "public_key": "", "signature": ""}', "shape"),
        (b'{"payload": {"a": 1.5}, "public_key": "", "signature": ""}', "shape"),
        (b"\xff\xfe", "no_json"),
        (b"[]", "shape"),
        (b'{"payload": {}, "public_key": 7, "signature": ""}', "shape"),
    ],
)
def test_what_is_no_file_is_refused_before_anything_is_believed(data, code):
    with pytest.raises(SharedFileRefused) as refusal:
        decode_file(data)
    assert refusal.value.code == code


def test_a_key_within_the_payload_that_stands_twice_is_refused():
    file = signed(shared()).replace(b'"version": 1', b'"version": 1, "version": 1')
    with pytest.raises(SharedFileRefused) as refusal:
        decode_file(file)
    assert refusal.value.code == "doubled"


@pytest.mark.parametrize(("people", "band"), [(50, "50-199"), (200, "200-499"), (67_000, "10000+")])
def test_a_size_is_a_band(people, band):
    assert size_band(people) == band


def test_under_fifty_there_is_no_band():
    with pytest.raises(ValueError, match="under 50"):
        size_band(49)


# --- Our own file -------------------------------------------------------------------------------------


@pytest.fixture
def key(settings):
    settings.SHARING_KEY = new_key()


@pytest.fixture
def out(declared, key):
    publish(portal=declared["portal"], month=OCTOBER)
    return declared["portal"]


@pytest.mark.django_db
def test_the_file_holds_what_the_organisations_own_page_shows_and_no_number_of_people(out):
    payload = json.loads(export_file(portal=out))["payload"]
    rates = own_rates(out).months[OCTOBER]
    assert payload["months"] == [
        {"month": "2026-10", **{name: {"low": b.low, "high": b.high} for name, b in rates.items()}}
    ]
    assert payload["organisation"] == {"label": None, "size_band": "50-199", "sector": "other"}
    assert "60" not in re.findall(r"\d+", json.dumps(payload["organisation"]))
    assert set(payload["months"][0]) <= {"month", *RATES}


@pytest.mark.django_db
def test_the_file_fits_its_json_schema(out):
    schema = json.loads(
        (Path(__file__).parents[3] / "docs/sharing.schema.json").read_text(encoding="utf-8")
    )
    fits(json.loads(export_file(portal=out)), schema, schema)
    fits(json.loads(signed(shared())), schema, schema)
    with pytest.raises(AssertionError):
        fits(json.loads(changed(lambda p: p.update(more=1))), schema, schema)


def fits(value, rule, schema):
    """As much of JSON Schema as ours uses."""
    if "$ref" in rule:
        return fits(value, schema["$defs"][rule["$ref"].rsplit("/", 1)[1]], schema)
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    wanted = rule.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    assert not wanted or isinstance(value, tuple(kinds[each] for each in wanted))
    assert value in rule.get("enum", [value])
    assert value == rule.get("const", value)
    if isinstance(value, dict):
        assert set(rule.get("required", [])) <= set(value)
        if rule.get("additionalProperties") is False:
            assert set(value) <= set(rule["properties"])
        for name, part in value.items():
            fits(part, rule.get("properties", {}).get(name, {}), schema)
    if isinstance(value, list):
        assert len(value) <= rule.get("maxItems", len(value))
        for each in value:
            fits(each, rule.get("items", {}), schema)
    if isinstance(value, str):
        assert re.fullmatch(rule.get("pattern", ".*"), value)
        assert len(value) <= rule.get("maxLength", len(value))
    if isinstance(value, int):
        assert rule.get("minimum", value) <= value <= rule.get("maximum", value)
    return None


@pytest.mark.django_db
def test_our_own_file_is_refused(out):
    with translation.override("en"), pytest.raises(ValidationError, match="your own file"):
        preview_import(export_file(portal=out))


@pytest.mark.django_db
def test_another_installation_takes_it_in(out, settings):
    describe_sharing(label="Office de l’Ouest", sector="housing", portal_kind="tenants")
    file = export_file(portal=out)
    settings.SHARING_KEY = new_key()
    found = import_shared_file(data=file, trust_as="Les collègues de l’Ouest")
    assert found.new == (OCTOBER,)
    other = OtherOrganisation.objects.get()
    assert (other.label, other.known_as) == ("Office de l’Ouest", "Les collègues de l’Ouest")


@pytest.mark.django_db
def test_without_a_key_or_a_publication_there_is_no_file(portal, settings):
    settings.SHARING_KEY = ""
    with translation.override("en"), pytest.raises(ValidationError, match="no signing key"):
        export_file(portal=portal)
    settings.SHARING_KEY = new_key()
    with translation.override("en"), pytest.raises(ValidationError, match="50 people"):
        export_file(portal=portal)


# --- Those of others ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_unknown_key_is_shown_and_not_believed():
    with pytest.raises(ValidationError, match=r"([0-9a-f]{4} ){7}[0-9a-f]{4}"):
        import_shared_file(data=signed(shared()))
    assert not OtherOrganisation.objects.exists()


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing_and_a_later_one_adds_months():
    first = shared(months={SEPTEMBER: {"used": of(40)}})
    import_shared_file(data=signed(first), trust_as="Habitat")
    again = import_shared_file(data=signed(first))
    assert (again.new, again.same) == ((), (SEPTEMBER,))
    later = import_shared_file(
        data=signed(shared(months={SEPTEMBER: {"used": of(40)}, OCTOBER: {}}))
    )
    assert later.new == (OCTOBER,)
    assert SharedMonth.objects.count() == 2


@pytest.mark.django_db
def test_a_month_that_says_something_else_is_reported_and_the_first_stays():
    import_shared_file(
        data=signed(shared(months={SEPTEMBER: {"used": of(40)}})), trust_as="Habitat"
    )
    found = import_shared_file(
        data=signed(shared(months={SEPTEMBER: {"used": of(90)}, OCTOBER: {}}))
    )
    assert (found.kept, found.new) == ((SEPTEMBER,), (OCTOBER,))
    assert SharedMonth.objects.get(month=SEPTEMBER.first_day).rates == {"used": [40, 40]}


@pytest.mark.django_db
def test_rates_of_the_people_known_are_taken_in_and_compared_with_nothing(out):
    describe_sharing(label="", sector="housing", portal_kind="tenants")
    former = shared(definitions=FORMER_VERSIONS)
    assert import_shared_file(data=signed(former), trust_as="Habitat").is_former

    read = comparison_of(out)

    assert (read.others, read.months, read.former) == ((), (), 2)
    assert import_shared_file(data=signed(shared())).new == (SEPTEMBER, OCTOBER)
    read = comparison_of(out)
    assert (read.months, read.former) == ((OCTOBER,), 2)
    assert set(read.others[0].months) == {SEPTEMBER, OCTOBER}


@pytest.mark.django_db
def test_a_file_by_definitions_of_two_versions_is_refused():
    with pytest.raises(ValidationError) as refusal:
        preview_import(changed(lambda p: p["definitions"].update(known=2)))
    assert refusal.value.code == "definitions"


@pytest.mark.django_db
def test_a_month_that_was_taken_in_never_changes():
    import_shared_file(data=signed(shared()), trust_as="Habitat")
    with pytest.raises(Exception, match="never changes"), transaction.atomic():
        SharedMonth.objects.update(rates={})


@pytest.mark.django_db
def test_another_key_is_another_organisation_whatever_it_calls_itself():
    import_shared_file(data=signed(shared()), trust_as="Habitat")
    other = Ed25519PrivateKey.generate()
    with pytest.raises(ValidationError) as refusal:
        import_shared_file(data=signed(shared(), other))
    assert refusal.value.code == "untrusted"


# --- The commands -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_commands_make_a_key_write_a_file_and_take_one_in(out, tmp_path, settings):
    printed = StringIO()
    call_command("make_sharing_key", stdout=printed)
    assert len(base64.b64decode(printed.getvalue())) == 32
    path = tmp_path / "chiffres.json"
    call_command("export_figures", portal=out.slug, output=str(path), stdout=StringIO())
    settings.SHARING_KEY = printed.getvalue().strip()
    call_command("import_figures", str(path), "--dry-run", stdout=StringIO())
    assert not OtherOrganisation.objects.exists()
    call_command("import_figures", str(path), "--trust-as", "Ouest", stdout=StringIO())
    assert OtherOrganisation.objects.get().known_as == "Ouest"


@pytest.mark.django_db
def test_the_command_refuses_with_a_failure(tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(signed(shared()).replace(b": 44", b": 45"))
    with pytest.raises((CommandError, SystemExit)):
        call_command("import_figures", str(path), stdout=StringIO(), stderr=StringIO())


@pytest.mark.django_db
def test_until_leaves_later_months_out(out, tmp_path):
    with pytest.raises(CommandError):
        call_command("export_figures", until=SEPTEMBER, output=str(tmp_path / "x"))


# --- What a comparison says ---------------------------------------------------------------------------


def beside(own, *others):
    months = {OCTOBER: {"used": own}}
    return Comparison(
        None,
        OwnRates(months, 300),
        tuple(
            OtherRates(name, "social housing", band, {OCTOBER: {"used": bounds}})
            for name, band, bounds in others
        ),
        (OCTOBER,),
    )


def test_it_counts_only_those_of_the_same_size_and_only_without_doubt():
    read = beside(
        of(50, 52),
        ("A", "200-499", of(40)),
        ("B", "200-499", of(49, 51)),
        ("C", "200-499", of(60)),
        ("D", "10000+", of(1)),
    )
    with translation.override("en"):
        said = finding(read, OCTOBER, "used")
    assert said == "Usage rate: higher than in 1 of the 3 organisations of your size"


def test_without_one_of_the_same_size_it_says_so():
    read = beside(of(50), ("D", "10000+", of(60)))
    with translation.override("en"):
        said = finding(read, OCTOBER, "used")
    assert said == "Usage rate: lower than in the only other organisation"


def test_who_keeps_its_name_has_none_on_the_page():
    read = beside(of(50), ("", "200-499", of(1)), ("", "200-499", of(2)))
    with translation.override("en"):
        first, second = display_names(read.others)
    assert first == "Social housing, 200 to 499 staff (1)"
    assert second == "Social housing, 200 to 499 staff (2)"
