"""F27, F45: what is kept twice is away, spoilt or old."""

from faults.cases.outcomes import expect, outcome_of, pause
from faults.rows import Outcome, case
from faults.stage import Stage
from faults.visitors import Office, Stranger, Traffic
from tests.e2e import site as sites


@case("F27", "Redis is stopped for 15 s: people read, answer, sign in and ask for a new password")
def cache_away(stage: Stage) -> Outcome:
    with Traffic(stage) as people:
        pause(2)
        stage.redis.stop()
        Office(stage.url, sites.MARC)
        asked = Stranger(stage.url).ask_new_password(sites.NADIA)
        pause(12)
        stage.redis.start()
        pause(3)
    outcome = outcome_of(people, words=f"sign-in worked, new password answered {asked}")
    return expect(outcome, asked < 400, "a new password can be asked for")


@case("F27", "Every entry of the cache is spoilt, every second for 10 s")
def cache_spoilt(stage: Stage) -> Outcome:
    client = stage.redis.client()
    spoilt, asked = 0, set()
    with Traffic(stage) as people:
        for _ in range(10):
            asked.add(Stranger(stage.url).ask_new_password("nobody"))
            pause(1)
            for key in client.keys("*"):
                if client.type(key) == b"string":
                    client.set(key, b"\x80\x05garbage", keepttl=True)
                    spoilt += 1
    outcome = outcome_of(people, words=f"{spoilt} entries spoilt, new passwords answered {asked}")
    return expect(outcome, max(asked) < 500, "a spoilt counter breaks no form")


@case("F45", "The search index is emptied, and built again (update_index)")
def index_lost(stage: Stage) -> Outcome:
    stage.database.ask("DELETE FROM wagtailsearch_indexentry")
    with Traffic(stage, count=3) as people:
        office = Office(stage.url, sites.INES)
        empty = office.get("/admin/pages/search/?q=portail")
        pause(3)
        stage.manage("update_index", "-v0")
        full = office.get("/admin/pages/search/?q=portail")
    outcome = outcome_of(people)
    expect(outcome, empty.status_code == full.status_code == 200, "the search answers")
    rows = stage.database.ask("SELECT count(*) FROM wagtailsearch_indexentry")[0][0]
    outcome.seen += f"; {rows} entries built again"
    return expect(outcome, rows > 0, "the index is built again")
