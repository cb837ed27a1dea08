"""A run beside the figures of the last release: `./run bench`."""

from benchmarks.comparison import complaints, rows, table


COSTS = {
    "bare page": {"web": 1.0, "database": 0.25},
    "lesson": {"web": 20.0, "database": 5.0},
    "catalogue": {"web": 30.0, "database": 7.5},
    "attempt": {"web": 10.0, "database": 2.5},
}
KEPT = {"bare page": 1.0, "lesson": 17.3, "catalogue": 26.2, "programme": 40.0}


def test_a_figure_is_compared_in_bare_pages_and_fails_above_fifteen_percent():
    part = rows(COSTS, 1.25, KEPT)
    assert [row.ratio for row in part] == [1.0, 20.0, 30.0, 10.0]
    assert [row.is_slower for row in part] == [False, True, False, False]
    assert list(complaints("pages", part, KEPT)) == [
        "pages: lesson costs 20.0 bare pages, 17.3 at the last release (+16%; 15% is tolerated)",
        "pages: programme is no longer measured",
    ]


def test_a_slower_machine_is_not_a_slower_page():
    twice = {
        name: {server: 2 * ms for server, ms in servers.items()} for name, servers in COSTS.items()
    }
    kept = {row.name: row.ratio for row in rows(COSTS, 1.25, {})}
    assert not list(complaints("pages", rows(twice, 2.5, kept), kept))


def test_the_table_shows_each_server_all_of_them_and_what_changed():
    heading, bare, lesson, catalogue, attempt = (
        line.split() for line in table(rows(COSTS, 1.25, KEPT))
    )
    assert heading == ["web", "database", "all", "ms", "bare", "release", "change"]
    assert bare == ["bare", "page", "1.00", "0.25", "1.25", "1.00", "1.00", "+0%"]
    assert lesson == ["lesson", "20.0", "5.00", "25.0", "20.0", "17.3", "+16%", "!"]
    assert catalogue[-2:] == ["26.2", "+15%"]
    assert attempt == ["attempt", "10.0", "2.50", "12.5", "10.0", "new"]


def test_a_part_without_figures_has_no_table():
    assert not list(table(rows({}, 1.25, {})))
