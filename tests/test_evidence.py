import pytest

from tests.e2e.evidence import body_of, told, typed_in


KNOWN = {"nadia@exemple.fr", "A1002", "Benali", "Nadia Benali", "3f2c" * 16}


@pytest.mark.parametrize(
    "line",
    [
        '{"message": "mail to nadia@exemple.fr"}',
        '{"message": "staff A1002."}',
        "Nadia Benali",
        '{"message": "not found: /parcours/"}',
        '"attempt=0b8f5c1e-9a3d-4a55-8a0c-111111111111"',
        f"\x12@{'3f2c' * 16}\x18",
    ],
)
def test_what_names_somebody_is_found_in_its_line(line):
    assert told(f"first\n{line}\nlast", KNOWN) == [line]


def test_what_names_nobody_is_not():
    line = '{"route": "learning:paths", "request_id": "A1002f00d", "frames": ["people.tasks:10 purge"]}'

    assert told(line, KNOWN) == []


def test_what_was_typed_is_known_as_it_stands_in_a_text_and_in_an_address():
    known = typed_in("q=je+n%27arrive+plus&page=2")
    assert known == {"je n'arrive plus", "je%20n%27arrive%20plus", "je+n%27arrive+plus"}
    for line in ("asked: je n'arrive plus", "/recherche/?q=je+n%27arrive+plus"):
        assert told(line, known) == [line]

    part = '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nUne note à moi\r\n--x--'
    assert "Une note à moi" in typed_in(part)


def test_a_mail_is_read_as_its_reader_would():
    mail = b"Subject: =?utf-8?q?Caf=C3=A9?=\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nw6l0w6k="
    assert body_of(mail).split() == ["Café", "été"]
