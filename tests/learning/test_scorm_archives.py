"""What an archive may hold, and what a manifest may launch: without a database."""

import contextlib
import io
import stat
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.scorm.archive import (
    PART,
    Limits,
    check_contents,
    is_safe_name,
    read_entries,
    read_whole,
    stream_file,
)
from learning.scorm.manifest import find_manifest, read_manifest
from learning.scorm.refusals import PackageRefused, RefusalReason
from learning.scorm.runtime import launch_address
from tests.learning.packages import manifest, package, zipped


def checked(file, limits=None):
    entries = read_entries(file, limits)
    read = read_manifest(read_whole(file, entries[find_manifest(entries)]), entries)
    check_contents(file, entries)
    return read


def why(file, limits=None):
    with pytest.raises(PackageRefused) as refused:
        checked(file, limits)
    return refused.value.why


def named(name):
    """An entry whose name the library does not tidy on its way in."""
    info = zipfile.ZipInfo("x" * len(name))
    info.filename = name
    return info


# --- Names -------------------------------------------------------------------------------------------

HOSTILE_NAMES = [
    "../out.html",
    "a/../../out.html",
    "/etc/passwd",
    "C:/windows.html",
    "c:out.html",
    "..\\out.html",
    "a\\b.html",
    "a//b.html",
    "./a.html",
    "a/./b.html",
    "..",
    ".",
    "a\nb.html",
    "a\u202eb.html",
    "a" * 600,
]


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=ascii)
def test_a_name_that_could_lead_out_refuses_the_package(name):
    assert why(package({named(name): "x"})) == RefusalReason.NAME


def test_a_name_cut_off_by_a_nul_refuses_the_package():
    sent = package({"page.htmlX.exe": "x"}).getvalue()
    assert (
        why(io.BytesIO(sent.replace(b"page.htmlX.exe", b"page.html\0.exe"))) == RefusalReason.NAME
    )


@given(st.text(min_size=1, max_size=30))
def test_a_safe_name_stays_below_the_folder_that_it_is_joined_to(name):
    if is_safe_name(name):
        assert not name.startswith("/")
        assert ".." not in name.split("/")
        assert "\\" not in name


@pytest.mark.parametrize(
    ("one", "other"), [("A.html", "a.HTML"), ("é.html", "e\u0301.html"), ("straße", "STRASSE")]
)
def test_two_names_that_a_file_system_takes_for_one_refuse_the_package(one, other):
    assert why(package({named(one): "x", named(other): "y"})) == RefusalReason.SAME_NAME


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_refuses_the_package():
    assert (
        why(package({zipfile.ZipInfo("b.html"): "x", zipfile.ZipInfo("b.html"): "y"}))
        == RefusalReason.SAME_NAME
    )


# --- Bombs -------------------------------------------------------------------------------------------


def test_an_archive_that_would_unpack_to_far_more_than_its_size_is_refused_unread():
    bomb = package({"zeros.bin": bytes(40 * 1024 * 1024)})
    tracemalloc.start()
    assert why(bomb) == RefusalReason.TOO_DENSE
    assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(files=2), RefusalReason.TOO_MANY_FILES),
        (Limits(list_bytes=100), RefusalReason.TOO_MANY_FILES),
        (Limits(unpacked=1000), RefusalReason.TOO_BIG_UNPACKED),
        (Limits(file=1000), RefusalReason.TOO_BIG_UNPACKED),
    ],
)
def test_each_bound_holds(limits, expected):
    assert why(package({"b.txt": "x" * 2000, "c.txt": ""}), limits) == expected


def test_a_long_list_does_not_hide_behind_a_short_one():
    """The library believes a zip64 record, whatever the end of the archive says."""
    sent = package({f"f/{number}.txt": "x" for number in range(50)}).getvalue()
    before, end = sent[:-22], bytearray(sent[-22:])
    list_bytes, offset = struct.unpack_from("<LL", end, 12)
    struct.pack_into("<L", end, 12, 10)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 52, 52, list_bytes, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(before), 1)
    hidden = before + record + locator + bytes(end)

    assert len(read_entries(io.BytesIO(hidden))) == 52
    assert why(io.BytesIO(hidden), Limits(list_bytes=100)) == RefusalReason.TOO_MANY_FILES


def test_a_file_kept_as_it_is_takes_as_much_room_as_it_says():
    sent = package({"b.txt": "x" * 2000}, method=zipfile.ZIP_STORED).getvalue()
    place = sent.rindex(b"b.txt") - 46
    short = sent[: place + 20] + struct.pack("<L", 0) + sent[place + 24 :]
    assert why(io.BytesIO(short)) == RefusalReason.DAMAGED


def lying(sent, name, real, said):
    """The list says another size than comes out."""
    place = sent.rindex(name) - 46
    return sent[: place + 24] + struct.pack("<L", said) + sent[place + 28 :] if real else sent


@pytest.mark.parametrize("said", [10, 10_000_000])
def test_a_list_that_lies_of_a_size_refuses_the_package(said):
    sent = package({"b.txt": "x" * 200_000}).getvalue()
    assert why(io.BytesIO(lying(sent, b"b.txt", True, said))) == RefusalReason.DAMAGED


def test_files_that_share_their_bytes_refuse_the_package():
    archive = package({"b.txt": "x" * 2000}).getvalue()
    entries = zipfile.ZipFile(io.BytesIO(archive)).infolist()
    first, place = entries[0], archive.rindex(b"b.txt") - 46
    doubled = archive[: place + 42] + struct.pack("<L", first.header_offset) + archive[place + 46 :]
    with pytest.raises(PackageRefused):
        checked(io.BytesIO(doubled))


def test_damage_in_one_file_refuses_the_package():
    sent = bytearray(package({"b.txt": "une phrase"}, method=zipfile.ZIP_STORED).getvalue())
    place = sent.index(b"une phrase")
    sent[place] ^= 1
    assert why(io.BytesIO(bytes(sent))) == RefusalReason.DAMAGED


def test_an_encrypted_file_refuses_the_package():
    sent = bytearray(package().getvalue())
    place = sent.rindex(b"a.html") - 46
    sent[place + 8] |= 1
    assert why(io.BytesIO(bytes(sent))) == RefusalReason.ENCRYPTED


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_refuses_the_package(kind):
    info = zipfile.ZipInfo("b.html")
    info.external_attr = (kind | 0o777) << 16
    assert why(package({info: "/etc/passwd"})) == RefusalReason.LINK


def test_another_compression_refuses_the_package():
    info = zipfile.ZipInfo("b.html")
    info.compress_type = zipfile.ZIP_LZMA
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("imsmanifest.xml", manifest())
        archive.writestr(info, "x")
    assert why(made) == RefusalReason.METHOD


@pytest.mark.parametrize("sent", [b"", b"PK", b"%PDF-1.7", b"<html>", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_is_refused(sent):
    assert why(io.BytesIO(sent)) in (RefusalReason.NOT_AN_ARCHIVE, RefusalReason.NO_MANIFEST)


@given(st.binary(max_size=300), st.integers(0, 600), st.integers(0, 255))
def test_no_bytes_at_all_do_more_than_be_refused(junk, place, value):
    sent = bytearray(package({"b.txt": junk}).getvalue())
    sent[place % len(sent)] = value
    with contextlib.suppress(PackageRefused):
        checked(io.BytesIO(bytes(sent)))


# --- One file at a time ------------------------------------------------------------------------------


@given(st.binary(max_size=3000), st.booleans(), st.data())
def test_a_part_of_a_file_is_that_part(content, stored, data):
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    file = zipped({"b.bin": content}, method=method)
    entry = read_entries(file)["b.bin"]
    start = data.draw(st.integers(0, len(content)))
    stop = data.draw(st.integers(start, len(content)))

    assert b"".join(stream_file(file, entry, start, stop)) == content[start:stop]


def test_a_big_file_comes_in_small_parts():
    file = zipped({"b.bin": bytes(3_000_000)})
    entry = read_entries(file)["b.bin"]

    assert max(len(part) for part in stream_file(file, entry)) <= PART


def test_a_name_in_utf8_without_its_mark_is_read_as_written():
    sent = package({"AAAA.html": "x"}).getvalue().replace(b"AAAA.html", "éé.html".encode())

    assert "éé.html" in read_entries(io.BytesIO(sent))


# --- Manifests ---------------------------------------------------------------------------------------


def with_manifest(text, **files):
    return zipped({"imsmanifest.xml": text, "a.html": "x", **files})


@pytest.mark.parametrize(
    ("said", "version", "edition"),
    [
        ("1.2", "1.2", ""),
        ("CAM 1.3", "2004", "2"),
        ("2004 3rd Edition", "2004", "3"),
        ("2004 4th edition", "2004", "4"),
    ],
)
def test_each_version_is_known_by_what_it_says(said, version, edition):
    read = checked(package(said=said))

    assert (read.version, read.edition) == (version, edition)


@pytest.mark.parametrize("version", ["1.2", "2004"])
def test_a_version_that_is_not_said_is_that_of_its_vocabulary(version):
    text = (
        manifest(version=version)
        .replace("<schemaversion>", "<x>")
        .replace("</schemaversion>", "</x>")
    )

    assert checked(with_manifest(text)).version == version


def test_units_come_in_the_order_of_the_manifest_whatever_their_depth():
    items = (
        '<item identifier="s"><title>S</title><item identifier="one" identifierref="r-b"><title>Un</title>'
        '</item></item><item identifier="two" identifierref="r-a" parameters="?q=1"><title>Deux</title></item>'
        '<item identifier="hidden" identifierref="r-a" isvisible="false"/>'
    )
    read = checked(package(units=("a", "b"), items=items))

    assert [(unit.id, unit.title, unit.href) for unit in read.units] == [
        ("one", "Un", "b.html"),
        ("two", "Deux", "a.html"),
    ]


def test_what_the_manifest_tells_a_unit_is_kept_for_it():
    item = (
        '<item identifier="i" identifierref="r-a"><adlcp:masteryscore>80</adlcp:masteryscore>'
        "<adlcp:datafromlms>niveau=2</adlcp:datafromlms></item>"
    )
    (unit,) = checked(package(items=item)).units
    assert unit.data == {"cmi.launch_data": "niveau=2", "cmi.student_data.mastery_score": "80"}

    item = (
        '<item identifier="i" identifierref="r-a"><imsss:sequencing><imsss:objectives>'
        "<imsss:primaryObjective><imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure>"
        "</imsss:primaryObjective></imsss:objectives><imsss:sequencingRules/></imsss:sequencing></item>"
    )
    read = checked(package(version="2004", items=item))
    assert read.units[0].data == {"cmi.scaled_passing_score": "0.6"}
    assert read.notes == ("sequencing",)


def test_what_a_unit_needs_to_pass_is_not_that_of_a_unit_below_it():
    measure = (
        "<imsss:sequencing><imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure>"
        "</imsss:sequencing>"
    )
    below = f'<item identifier="i" identifierref="r-a">{measure}</item>'
    above = f'<item identifier="o" identifierref="r-a">{below}</item>'
    read = checked(package(version="2004", items=above))

    assert [unit.data for unit in read.units] == [{}, {"cmi.scaled_passing_score": "0.6"}]


BOMB = '<!DOCTYPE m [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><manifest>&b;</manifest>'
FETCH = '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><manifest>&a;</manifest>'
REFUSED = {
    "empty": ("", RefusalReason.NOT_XML),
    "not XML": ("<manifest>", RefusalReason.NOT_XML),
    "declaration only": ('<?xml version="1.0"?>', RefusalReason.NOT_XML),
    "unknown alphabet": (
        '<?xml version="1.0" encoding="klingon"?><manifest/>',
        RefusalReason.NOT_XML,
    ),
    "entities": (BOMB, RefusalReason.ENTITIES),
    "entities from outside": (FETCH, RefusalReason.ENTITIES),
    "another root": ("<html/>", RefusalReason.NOT_A_MANIFEST),
    "unknown version": (manifest(said="2010 beta"), RefusalReason.VERSION),
    "no version": ("<manifest/>", RefusalReason.VERSION),
    "no unit": (
        manifest(items='<item identifier="i"><title>S</title></item>'),
        RefusalReason.NOTHING_TO_OPEN,
    ),
    "default not there": (
        manifest().replace('default="o"', 'default="p"'),
        RefusalReason.NO_SUCH_ORGANISATION,
    ),
    "no such resource": (
        manifest(items='<item identifier="i" identifierref="nothing"/>'),
        RefusalReason.NO_SUCH_RESOURCE,
    ),
    "no such file": (manifest(href="missing.html"), RefusalReason.NO_SUCH_FILE),
    "no address": (manifest(href=""), RefusalReason.NO_SUCH_FILE),
    "same identifier": (
        manifest(items='<item identifier="i" identifierref="r-a"/>' * 2),
        RefusalReason.IDENTIFIER,
    ),
    "no identifier": (manifest(items='<item identifierref="r-a"/>'), RefusalReason.IDENTIFIER),
    "long identifier": (
        manifest(items=f'<item identifier="{"i" * 256}" identifierref="r-a"/>'),
        RefusalReason.IDENTIFIER,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_manifest_that_cannot_be_followed_is_refused(case):
    text, expected = REFUSED[case]
    assert why(with_manifest(text)) == expected


@pytest.mark.parametrize(
    "href",
    [
        "https://evil.example/a.html",
        "//evil.example/a.html",
        "javascript:alert(1)",
        "data:text/html,x",
        "/a.html",
        "../a.html",
        "%2e%2e/a.html",
        "a\\b.html",
        "x/../../a.html",
        "file:///etc/passwd",
        "https:a.html",
        "http://[a.html",
    ],
)
def test_a_unit_outside_its_package_is_refused(href):
    assert why(with_manifest(manifest(href=href))) == RefusalReason.OUTSIDE


def test_a_manifest_too_big_is_refused():
    assert why(with_manifest(manifest() + " " * 3_000_000)) == RefusalReason.MANIFEST_TOO_BIG


def test_deep_items_are_read_without_recursion():
    deep = (
        '<item identifier="i">' * 5_000
        + '<item identifier="u" identifierref="r-a"/>'
        + "</item>" * 5_000
    )
    assert [unit.id for unit in checked(package(items=deep)).units] == ["u"]


@pytest.mark.parametrize(
    ("files", "expected", "where"),
    [
        ({"test.htm": ""}, RefusalReason.NO_MANIFEST, ""),
        (
            {"cours/imsmanifest.xml": manifest()},
            RefusalReason.MANIFEST_DEEPER,
            "cours/imsmanifest.xml",
        ),
        ({"moodle.cst": ""}, RefusalReason.OTHER_KIND, "AICC"),
        ({"cmi5.xml": ""}, RefusalReason.OTHER_KIND, "cmi5"),
        ({"tincan.xml": ""}, RefusalReason.OTHER_KIND, "xAPI"),
        ({"h5p.json": ""}, RefusalReason.OTHER_KIND, "H5P"),
    ],
)
def test_a_package_without_a_manifest_at_its_root_says_what_it_has(files, expected, where):
    with pytest.raises(PackageRefused) as refused:
        find_manifest(read_entries(zipped(files)))

    assert (refused.value.why, refused.value.where) == (expected, where)


@pytest.mark.parametrize(
    ("href", "parameters", "address"),
    [
        ("a.html", "", "a.html"),
        ("a.html", "?q=1", "a.html?q=1"),
        ("a.html", "q=1", "a.html?q=1"),
        ("a.html", "&q=1", "a.html?q=1"),
        ("a.html?p=0", "?q=1", "a.html?p=0&q=1"),
        ("a.html#top", "?q=1", "a.html?q=1#top"),
        ("a.html", "#top", "a.html#top"),
        ("a.html#one", "#two", "a.html#one"),
        ("é a/b.html", '?q=é"<', "%C3%A9%20a/b.html?q=%C3%A9%22%3C"),
    ],
)
def test_parameters_are_joined_to_the_address_as_the_standard_says(href, parameters, address):
    assert launch_address(href, parameters) == address
