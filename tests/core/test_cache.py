"""A Redis that is away, silent or forgetful; and the file that counts where there is none."""

import logging
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from redis import Redis

from config.caches import caches
from core import cache as core_cache
from core.cache import CacheUnavailable, limits
from core.circuit_breaker import CircuitBreaker
from core.counter_file import CounterFile
from core.observability.metrics import counted


def lines(caplog):
    return [record.message for record in caplog.records if record.name == "core.circuit_breaker"]


def test_reads_of_the_cache_are_counted_by_what_came_of_them(redis):
    def reads():
        outcomes = ("hit", "miss", "error")
        return [
            counted.get_sample_value("passerelle_cache_total", {"outcome": o}) or 0
            for o in outcomes
        ]

    before = reads()
    cache.set("page", None)
    cache.get("page")
    cache.get("another")
    redis.stop()
    cache.get("page")

    assert [after - one for after, one in zip(reads(), before, strict=True)] == [1, 2, 1]


def test_a_redis_that_is_away_misses_or_refuses_and_is_back_by_itself(redis, caplog):
    caplog.set_level(logging.INFO)
    cache.set("page", [1])
    limits.add("tap", 0)
    assert (cache.get("page"), limits.incr("tap")) == ([1], 1)
    redis.stop()

    cache.set("page", [2])
    assert cache.get("page", "none") == "none"
    assert cache.get_or_set("page", lambda: [3]) == [3]
    assert (cache.add("page", 1), cache.delete("page"), cache.get_many(["page"])) == (
        False,
        False,
        {},
    )
    assert cache.set_many({"page": 1}) == ["page"]
    with pytest.raises(ValueError, match="missed"):
        cache.incr("page")
    for refused in (limits.get, limits.incr, limits.delete):
        with pytest.raises(CacheUnavailable):
            refused("tap")
    assert lines(caplog) == ["The cache is away: ConnectionError"]

    redis.start()
    cache.set("page", [4])
    assert cache.get("page") == [4]
    assert limits.get("tap") is None
    assert lines(caplog)[1:] == ["The cache is back"]


def test_a_silent_redis_is_waited_for_once(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(core_cache, "redis_outage", CircuitBreaker("The cache"))
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes calls, and never answers
        settings.CACHES = caches(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", tmp_path)
        started = time.monotonic()
        assert [cache.get("page") for _page in range(50)] == [None] * 50
        with pytest.raises(CacheUnavailable):
            limits.incr("tap")
        assert time.monotonic() - started < 2
    del settings.CACHES


@pytest.mark.parametrize(("policy", "counts"), [("noeviction", True), ("allkeys-lru", False)])
def test_nothing_is_counted_where_redis_may_evict(redis, policy, counts):
    with Redis.from_url(redis.url) as server:
        server.config_set("maxmemory", "50mb")
        server.config_set("maxmemory-policy", policy)

    cache.set("page", 1)
    assert cache.get("page") == 1
    if counts:
        assert limits.add("tap", 0)
    else:
        with pytest.raises(CacheUnavailable):
            limits.add("tap", 0)
    assert cache.get("page") == 1


def test_what_another_version_stored_is_a_miss(redis):
    with Redis.from_url(redis.url) as server:
        server.set(":1:page", b"\x80\x04\x8c\x0ccore.nothing\x94\x8c\x04Gone\x94\x93\x94.")
        server.set(":1:other", b"no pickle")
    assert cache.get("page", "none") == cache.get("other", "none") == "none"
    assert cache.get_or_set("page", [1]) == [1]


def test_what_throttles_are_called_by_is_a_digest(redis):
    cache.set("allauth:rl:people:open_account:ip:203.0.113.7", [1.0])
    with Redis.from_url(redis.url) as server:
        (key,) = server.keys()
    assert b"203.0" not in key


# --- The file -----------------------------------------------------------------------------------------


def counter_file(tmp_path):
    return CounterFile(tmp_path / "limits.sqlite3", {})


def test_a_file_counts_for_all_and_over_a_restart(tmp_path):
    def tap(_number):
        counts = counter_file(tmp_path)
        counts.add("tap", 0, None)
        return counts.incr("tap")

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(tap, range(40))) == list(range(1, 41))
    again = counter_file(tmp_path)
    assert (again.add("tap", 0), again.decr("tap"), again.get("tap")) == (False, 39, 39)


def test_what_has_expired_is_gone_from_the_file(tmp_path):
    counts = counter_file(tmp_path)
    counts.set("tap", 3, -1)
    assert counts.get("tap", "none") == "none"
    with pytest.raises(ValueError, match="no such count"):
        counts.incr("tap")
    assert counts.add("tap", 5)
    assert (counts.get("tap"), counts.delete("tap"), counts.get("tap")) == (5, True, None)


def test_a_file_that_cannot_be_read_refuses(tmp_path):
    (tmp_path / "limits.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(CacheUnavailable):
        counter_file(tmp_path).add("tap", 0)
