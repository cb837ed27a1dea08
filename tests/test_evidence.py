import pytest

from tests.e2e.evidence import told


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
