"""What `./run faults` concludes from what it has seen; its injections are run apart."""

from types import SimpleNamespace

from faults.kills import KillReport
from faults.report import write_kills, write_row
from faults.rows import Case, Outcome
from faults.visitors import lost_saves
from tests.layout import celery_commands, web_command


def learner(**kept):
    return SimpleNamespace(attempt="a", kept={int(slot[1:]): said for slot, said in kept.items()})


def stored(slot, sequence, choice):
    return ["a", slot, sequence, {"choice": choice}]


def test_an_acknowledged_answer_may_be_followed_but_not_replaced():
    person = learner(s1=(4, "c1"), s2=(5, "c2"), s3=(6, "c3"), s4=(7, "c4"))
    rows = [stored(1, 4, "c1"), stored(2, 8, "c4"), stored(3, 5, "c2"), stored(4, 7, "c1")]

    assert lost_saves([person], rows) == [("a", 3), ("a", 4)]


def test_a_row_is_replaced_and_all_stay_in_order(tmp_path):
    file = tmp_path / "faults.md"
    write_row(Case("F20", "stopped"), Outcome("503 × 3", seconds=9.0), file)
    write_row(Case("F7", "dropped"), Outcome("again"), file)
    write_kills(KillReport(count=2, seed=1), file)
    write_row(Case("F20", "stopped"), Outcome("", failure="500"), file)
    rows = [line for line in file.read_text().splitlines() if line.startswith("| F")]

    assert [row.split(" | ")[0] for row in rows] == ["| F7", "| F20"]
    assert "did not hold" in rows[1]
    assert "2 processes killed" in file.read_text()


def test_each_process_is_begun_as_its_unit_says():
    site = web_command(8123, workers=1, log_level="warning")

    assert (site[-1], site[site.index("--port") + 1]) == ("config.wsgi:application", "8123")
    assert "--workers 1 " in " ".join(site)
    assert "--log-level warning" in " ".join(site)
    assert {name: words[3] for name, words in celery_commands().items()} == {
        "beat": "beat",
        "mail": "worker",
        "worker": "worker",
    }
