"""Lays the services of Passerelle on a Debian machine, or below another root: user, folders, variables, units, proxy.

What was laid is laid again by a later run; /etc/passerelle/env, once there, is never written to.
"""

import argparse
import re
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit


OPS = Path(__file__).resolve().parent
USUAL_CODE = "/opt/passerelle"
HIDDEN = ("/home", "/root", "/tmp", "/run", "/var/tmp")  # noqa: S108 - from the services
UNITS = "etc/systemd/system"
CONTAINERS_NEXT = """
Next, in this folder (podman compose does the same):
  put certificates/{host}/fullchain.pem and privkey.pem there, and the same of the host of packages
  docker compose build
  docker compose up -d --wait
  docker compose exec web passerelle createsuperuser

Keep SECRET_KEY and PSEUDONYM_KEY of the file env somewhere else too, apart from the backups."""
NEXT = """
Next, as root:
  passerelle prepare_services           # what PostgreSQL and Redis lack
  passerelle prepare_services --apply
  passerelle migrate
  passerelle prepare_services --apply   # again: the tables are there now
  passerelle collectstatic --noinput
  passerelle createsuperuser
  systemctl daemon-reload
  systemctl enable --now passerelle.target
  curl http://127.0.0.1:8000/sante/pret

Then the proxy: /etc/passerelle/nginx.conf is an example (docs/install.md).
Keep SECRET_KEY and PSEUDONYM_KEY of /etc/passerelle/env somewhere else too, apart from the backups."""


class Layer:
    """Writes below a root, and says what."""

    def __init__(self, root: Path, code: str) -> None:
        self.root, self.code = root, code

    def write(self, target: str, text: str, mode: int = 0o644) -> None:
        path = self.root / target
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.new")
        aside.touch(mode=0o600)
        aside.write_text(text.replace(USUAL_CODE, self.code), encoding="utf-8")
        aside.chmod(mode)
        aside.replace(path)
        print(f"  /{target}")

    def write_once(self, target: str, text: str, mode: int) -> None:
        if (self.root / target).exists():
            print(f"  /{target}: kept as it is")
        else:
            self.write(target, text, mode)


def filled(name: str, values: Mapping[str, str], before: str, after: str) -> str:
    text = (OPS / name).read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"{before}{key}{after}", value)
    return text


def proxy_for(host: str, packages_host: str) -> str:
    values = {
        "PASSERELLE_HOST": host,
        "PACKAGES_HOST": packages_host,
        "CERTIFICATES": "/etc/letsencrypt/live",
        "UPSTREAM": "127.0.0.1:8000",
        "ACCESS_LOG": "/var/log/nginx/passerelle.log",
    }
    text = filled("proxy/nginx.conf.template", values, "${", "}")
    return text if packages_host else text.split("\nserver { # packages")[0]


def write_variables(layer: Layer, folder: str, values: Mapping[str, str]) -> None:
    made = {name: secrets.token_urlsafe(50) for name in ("SECRET_KEY", "PSEUDONYM_KEY")}
    made |= {f"{who}_PASSWORD": secrets.token_urlsafe(24) for who in ("SITE", "OWNER")}
    for name, mode in (("env", 0o640), ("owner.env", 0o600)):
        text = filled(f"{name}.template", made | values, "@", "@")
        layer.write_once(f"{folder}{name}", text, mode)


def lay(layer: Layer, host: str, packages_host: str) -> None:
    systemd = OPS / "systemd"
    units = [*systemd.glob("*.service"), *systemd.glob("*.target"), *systemd.glob("*/*.conf")]
    for source in sorted(units):
        layer.write(f"{UNITS}/{source.relative_to(systemd)}", source.read_text("utf-8"))
    for kind in ("sysusers", "tmpfiles"):
        text = (systemd / f"{kind}.conf").read_text("utf-8")
        layer.write(f"etc/{kind}.d/passerelle.conf", text)
    layer.write("usr/local/bin/passerelle", (systemd / "passerelle").read_text("utf-8"), 0o755)
    layer.write("etc/passerelle/nginx.conf", proxy_for(host, packages_host))
    values = names(host, packages_host) | {"DATABASE_HOST": "127.0.0.1", "REDIS_HOST": "127.0.0.1"}
    write_variables(layer, "etc/passerelle/", values)
    for command in (["systemd-sysusers"], ["systemd-tmpfiles", "--create"]):
        subprocess.run([*command, f"--root={layer.root}", "passerelle.conf"], check=True)


def write_for_containers(layer: Layer, host: str, packages_host: str) -> None:
    """Write what compose.yaml reads, beside it: as many variables as the services of a machine have."""
    values = names(host, packages_host) | {"DATABASE_HOST": "database", "REDIS_HOST": "redis"}
    write_variables(layer, "", values)
    proxy = f"PASSERELLE_HOST={host}\nPACKAGES_HOST={packages_host}\n"
    layer.write_once("proxy.env", proxy, 0o640)
    owner = layer.root / "owner.env"
    text = owner.read_text(encoding="utf-8")
    if "DATABASE_ADMIN_URL" not in text:
        password = secrets.token_urlsafe(24)
        admin = f"DATABASE_ADMIN_URL=postgres://postgres:{password}@database/postgres\n"
        layer.write("owner.env", f"{text}{admin}POSTGRES_PASSWORD={password}\n", 0o600)


def names(host: str, packages_host: str) -> dict[str, str]:
    origin = f"https://{packages_host}" if packages_host else ""
    return {"HOST": host, "PACKAGES_ORIGIN": origin}


def host_of(text: str) -> str:
    if text and (urlsplit(f"https://{text}").hostname != text or "." not in text):
        raise argparse.ArgumentTypeError(f"a host name such as formation.example.org, not {text!r}")
    return text


def known_hosts(env: Path) -> dict[str, str]:
    """Read the hosts of an installation that is there: who upgrades need not name them again."""
    text = env.read_text(encoding="utf-8") if env.exists() else ""
    return dict(
        re.findall(r"^(BASE_URL|PACKAGES_ORIGIN)='?https://([^/:'\s]+)", text, re.MULTILINE)
    )


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run install", description=__doc__)
    parser.add_argument("--host", type=host_of, help="of the site: formation.example.org")
    parser.add_argument("--packages-host", type=host_of, help="of packages of others")
    parser.add_argument(
        "--containers", action="store_true", help="write what compose.yaml reads, no services"
    )
    parser.add_argument("--root", type=Path, default=Path("/"), help="lay it below this folder")
    parser.add_argument("--code", default=str(OPS.parent), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.containers and given.root == Path("/"):
        given.root = OPS.parent
    known = known_hosts(given.root / ("env" if given.containers else "etc/passerelle/env"))
    given.host = given.host or known.get("BASE_URL")
    given.packages_host = given.packages_host or known.get("PACKAGES_ORIGIN", "")
    if not given.host:
        parser.error("--host is missing: the name of the site, such as formation.example.org")
    if given.containers and not given.packages_host:
        parser.error("--packages-host is missing: the second name of the proxy")
    return given


def main() -> None:
    given = asked()
    layer = Layer(given.root, given.code)
    if given.containers:
        write_for_containers(layer, given.host, given.packages_host)
        print(CONTAINERS_NEXT.format(host=given.host))
        return
    if given.code.startswith(tuple(f"{folder}/" for folder in HIDDEN)):
        sys.exit(
            f"run: services cannot see {given.code}. Put the code into {USUAL_CODE}, and run it there."
        )
    print(f"Laid below {given.root}:")
    lay(layer, given.host, given.packages_host)
    print(NEXT)


if __name__ == "__main__":
    main()
