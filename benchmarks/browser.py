"""Enough of a browser to measure a server: one keep-alive connection with its cookies."""

import gzip
import http.client
import re
from urllib.parse import urlencode, urlsplit

import brotli

from tests.e2e import site as sites


CSRF = r'name="csrfmiddlewaretoken" value="([^"]+)"'


class Browser:
    def __init__(self, url: str) -> None:
        self.host = urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(self.host, timeout=30)
        self.cookies: dict[str, str] = {}
        self.location = ""  # where the last answer sends on to

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        status, body = self.ask_bytes(method, path, data)
        return status, body.decode()

    def ask_bytes(
        self, method: str, path: str, data: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        headers = {
            "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()),
            "Accept-Language": "fr",
            "Accept-Encoding": "gzip",
        }
        body = None
        if data is not None:
            body = urlencode(data)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://{self.host}{path}",
            }
        try:
            answer = self._answer(method, path, body, headers)
        except (ConnectionResetError, BrokenPipeError):
            self.connection.close()  # idle while another page had its turn
            answer = self._answer(method, path, body, headers)
        except (OSError, http.client.HTTPException):
            self.connection.close()  # the next request opens another
            raise
        content = answer.read()
        self.location = answer.headers.get("Location") or ""
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return answer.status, content

    def _answer(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()

    def sign_in(self, name: str) -> None:
        _, form = self.ask("GET", "/compte/connexion/")
        token = re.search(CSRF, form)
        given = {
            "csrfmiddlewaretoken": token.group(1) if token else "",
            "username": name,
            "password": sites.PASSWORD,
        }
        status, _ = self.ask("POST", "/compte/connexion/", given)
        if status != 302:
            raise RuntimeError(f"signing in answered {status}")


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"nothing like {pattern} in the page")
    return match.group(1)


def weight(browser: Browser, path: str) -> dict[str, int]:
    """Return what a browser that has nothing yet loads, media of the lesson aside: `cold_bytes` in all.

    The page with gzip and files with Brotli, as where these are collected; of the fonts, those that French and English need.
    """
    _, html = browser.ask_bytes("GET", path)
    files = set(re.findall(rb'(?:href|src)="(/static/[^"#]+|/contenus/[^"]+css[^"]*)', html))
    _, style = browser.ask_bytes("GET", "/static/css/bundle.css")
    fonts = re.findall(rb'url\("\.\./(fonts/[^"]+-core\.[^"]+)', style)
    files |= {b"/static/" + font for font in fonts}
    bodies = {name: browser.ask_bytes("GET", name.decode())[1] for name in files}
    sizes = [
        len(body if name.endswith(b"woff2") else brotli.compress(body))
        for name, body in bodies.items()
    ]
    return {"cold_bytes": len(gzip.compress(html)) + sum(sizes), "cold_requests": 1 + len(files)}
