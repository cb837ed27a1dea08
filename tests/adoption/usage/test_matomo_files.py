"""Files of a Matomo that are broken, damaged, cut in pieces or large."""

import gzip
import io
import json
import logging
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption.usage.importers.visits import import_visits
from adoption.usage.matomo import InvalidVisits, Pattern, VisitMapping, visit_uses
from adoption.usage.models import UsageDay
from tests.adoption.usage.matomo import PARIS, action, clock, example_mapping, stored, taken, visit


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def mapping(db):
    return example_mapping()


WHOLE = json.dumps([visit(), visit("p-2")]).encode()
BROKEN = [
    b"",
    b" ",
    b"{}",
    b"null",
    b'{"result": "error", "message": "nadia"}',
    WHOLE[:-1],
    WHOLE[: len(WHOLE) // 2],
    WHOLE + b"]",
    WHOLE + b" nadia",
    WHOLE[:-1] + b",]",
    b"[" + WHOLE + b"]",
    b"[1]",
    b'[{"userId": "nadia", "userId": "p-1", "actionDetails": []}]',
    b'[{"userId": NaN, "actionDetails": []}]',
    b'[{"userId": "p-1", "actionDetails": false}]',
    b'[{"userId": "p-1"}]',
    b'[{"userId": "p-1", "actionDetails": [3]}]',
    b"[" + b'{"userId":' * 5000,
    b'[{"userId": ' + b"9" * 5000 + b', "actionDetails": []}]',
    WHOLE.decode().encode("utf-16"),
    '[{"userId": "é", "actionDetails": []}]'.encode("cp1252"),
    b"[\0]",
    b'[{"userId": "\0", "actionDetails": []}]',
    b"pseudonyme,service,jour\nnadia,messagerie,2026-10-06\n",
]


@pytest.mark.parametrize("data", BROKEN, ids=lambda data: ascii(data[:24]))
def test_a_broken_file_is_refused_whole_and_not_repeated(portal, mapping, data, caplog):
    with caplog.at_level(logging.DEBUG):
        report = import_visits(data, portal=portal, mapping=mapping, skip_refused=True)

    assert not report.applied
    assert len(report.refused) == 1
    assert stored() == []
    assert "nadia" not in json.dumps(report.as_dict()) + caplog.text


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + WHOLE, b"\r\n\t" + WHOLE + b"\r\n \n"])
def test_a_mark_and_blanks_around_do_not_matter(portal, mapping, data):
    assert import_visits(data, portal=portal, mapping=mapping).created == 2


def test_a_compressed_file_is_read_and_a_damaged_one_refused(portal, mapping):
    packed = gzip.compress(WHOLE)

    assert import_visits(packed, portal=portal, mapping=mapping).created == 2
    for damaged in (packed[:-9], packed[:30] + b"\0" * 20):
        report = import_visits(damaged, portal=portal, mapping=mapping)
        assert (len(report.refused), report.applied) == (1, False)


def test_an_empty_list_is_a_month_without_a_visit(portal, mapping):
    report = import_visits(b" [ ] ", portal=portal, mapping=mapping)

    assert (report.applied, report.created) == (True, 0)


class InPieces(io.RawIOBase):
    """A stream that gives a few bytes at a time, as a pipe may."""

    def __init__(self, data, size):
        super().__init__()
        self.data, self.size = io.BytesIO(data), size

    def read(self, size=-1):
        return self.data.read(self.size)


READING = VisitMapping("userId", (Pattern("url", "*", "s"),), PARIS, PARIS)


@given(
    names=st.lists(st.text(min_size=1, max_size=12), max_size=6),
    size=st.integers(1, 7),
    is_ascii=st.booleans(),
    indent=st.sampled_from([None, 1]),
)
def test_however_the_bytes_come_the_visits_are_the_same(names, size, is_ascii, indent):
    visits = [visit(name) for name in names]
    data = json.dumps(visits, ensure_ascii=is_ascii, indent=indent).encode("utf-8", "replace")
    expected = [load["userId"] for load in json.loads(data)]

    assert [use.pseudonym for use in visit_uses(InPieces(data, size), READING)] == expected


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(max_size=5), inner)),
    max_leaves=8,
)


@given(data=st.one_of(st.binary(max_size=60), VALUES.map(lambda each: json.dumps([each]).encode())))
def test_whatever_the_file_it_is_read_or_unfit(data):
    with suppress(InvalidVisits):
        list(visit_uses(io.BytesIO(data), READING))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(6)), repeats=st.integers(1, 2))
def test_order_and_repetition_do_not_matter(portal, mapping, order, repeats):
    UsageDay.objects.all().delete()
    visits = [
        visit(
            f"p-{n % 3}",
            action(at=clock(2026, 10, 1 + n % 2, 12)),
            action("https://a.fr/documents/attestation.pdf"),
        )
        for n in order
    ]
    for _time in range(repeats):
        taken(portal, mapping, *visits)

    assert len(stored()) == 9


def test_a_large_file_is_read_with_little_memory():
    """Thirty megabytes of visits, of which a few hundred kilobytes are in memory at a time."""
    filling = {"pluginsIcons": [{"pluginIcon": "x" * 2000}] * 5}
    one = json.dumps(visit("p-1", **filling)).encode()
    reading = VisitMapping(
        "userId",
        (Pattern("url", "*", "s"),),
        PARIS,
        PARIS,
        ignored_visit_keys=frozenset(["pluginsIcons"]),
    )
    data = b"[" + b",".join([one] * 3000) + b"]"
    tracemalloc.start()
    count = sum(1 for _each in visit_uses(io.BytesIO(data), reading))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 3000
    assert len(data) > 30_000_000
    assert peak < len(data) + 6_000_000  # the bytes that the stream itself holds, and little more
