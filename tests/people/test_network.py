"""From where a request comes, and on what device: what is believed, and what is kept."""

import pytest
from django.test import RequestFactory

from people.network import client_address
from people.user_agents import browser_of, system_of


WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


def address(settings, header="", remote="203.0.113.9", **headers):
    settings.CLIENT_ADDRESS_HEADER = header
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Forwarded-For": "198.51.100.1"},
        {"X-Real-IP": "198.51.100.1"},
        {"Forwarded": "for=198.51.100.1"},
    ],
)
def test_without_a_proxy_no_header_is_believed(settings, headers):
    assert address(settings, **headers) == "203.0.113.9"


def test_behind_a_proxy_its_header_counts_and_no_other(settings):
    headers = {"X-Real-IP": "198.51.100.1", "X-Forwarded-For": "192.0.2.7"}

    assert address(settings, "X-Real-IP", **headers) == "198.51.100.1"


@pytest.mark.parametrize(
    "told", ["", "198.51.100.1, 192.0.2.7", "198.51.100.1,192.0.2.7", "evil", "198.51.100.1\n"]
)
def test_what_is_no_single_address_is_not_believed(settings, told):
    expected = "198.51.100.1" if told.strip() == "198.51.100.1" else "203.0.113.9"

    assert address(settings, "X-Real-IP", **{"X-Real-IP": told}) == expected


def test_addresses_of_one_ipv6_neighbourhood_are_one(settings):
    one = address(settings, remote="2001:db8:1:2:aaaa::1")
    other = address(settings, remote="2001:db8:1:2:bbbb::2")
    elsewhere = address(settings, remote="2001:db8:1:3::1")

    assert one == other != elsewhere
    assert address(settings, remote="::ffff:203.0.113.9") == "203.0.113.9"


@pytest.mark.parametrize(
    ("user_agent", "browser", "system"),
    [
        (
            f"(Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/131.0 Safari/537 Edg/131.0",
            "Edge",
            "Windows",
        ),
        (f"(Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/131.0 Safari/537", "Chrome", "Windows"),
        ("(X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox", "Linux"),
        (
            f"(iPhone; CPU iPhone OS 18_1 like Mac OS X) {WEBKIT} Version/18.1 Safari/604.1",
            "Safari",
            "iPhone",
        ),
        (
            f"(Linux; Android 14) {WEBKIT} SamsungBrowser/26.0 Chrome/122.0 Mobile Safari/537",
            "Samsung Internet",
            "Android",
        ),
        ("curl/8.5.0", "", ""),
        ("<script>alert(1)</script>\r\nX: y", "", ""),
        ("", "", ""),
    ],
)
def test_a_device_is_two_plain_words(user_agent, browser, system):
    assert (browser_of(user_agent), system_of(user_agent)) == (browser, system)
