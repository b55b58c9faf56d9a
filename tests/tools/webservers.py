"""Real web servers with the configurations that the project ships, around a folder, on a free port of this machine."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from continuity.hosting import SERVERS, Place

APACHE_MODULES = (
    "mpm_event authn_core authz_core authz_host alias dir mime filter deflate headers setenvif ssl http2 socache_shmcb".split()  # noqa: SIM905
)
APACHE_FOLDERS = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/libexec/apache2")


def program(server: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The program of a web server; Debian keeps them where only root looks."""
    names = {"nginx": ("nginx",), "caddy": ("caddy",), "apache": ("apache2", "httpd")}[server]
    path = environment.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    return next((found for name in names if (found := shutil.which(name, path=path))), None)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def written(server: str, place: Place, folder: Path) -> Path:
    """The shipped configuration for ``place``, as a file in ``folder``."""
    name, configuration = SERVERS[server]
    file = folder / name
    file.write_text(configuration(place), encoding="utf-8")
    return file


def around(server: str, shipped: Path) -> Path:
    """A configuration of the whole server that takes in the shipped file as it stands: what a distribution's package brings."""
    folder = shipped.parent
    main = folder / "main.conf"
    if server == "nginx":
        user = "user root;\n" if os.geteuid() == 0 else ""
        temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        text = f"""{user}worker_processes 1;\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/log;\nevents {{}}
http {{\naccess_log off;\n{temporary}include "{shipped}";\n}}\n"""
    elif server == "caddy":
        text = f'{{\n\tadmin off\n\tstorage file_system "{folder}/storage"\n}}\nimport "{shipped}"\n'
    else:
        modules = next(Path(path) for path in APACHE_FOLDERS if Path(path).is_dir())
        load = "".join(f"LoadModule {name}_module {file}\n" for name in APACHE_MODULES if (file := modules / f"mod_{name}.so").is_file())
        port = next(line for line in shipped.read_text(encoding="utf-8").splitlines() if line.startswith("<VirtualHost"))
        text = f"""ServerRoot "{folder}"\nPidFile "{folder}/pid"\nErrorLog "{folder}/log"\nServerName localhost\n{load}
Listen {port.rpartition(":")[2].rstrip(">")}\nTypesConfig /dev/null\nInclude "{shipped}"\n"""
    main.write_text(text, encoding="utf-8")
    return main


def command(server: str, main: Path, *, check: bool) -> list[str]:
    """What starts the server with ``main`` and stays in front, or only reads it."""
    found = program(server)
    assert found, f"no {server}"
    if server == "nginx":
        return [found, "-e", str(main.parent / "log"), "-c", str(main), *(["-t"] if check else [])]
    if server == "caddy":
        return [found, "validate" if check else "run", "--config", str(main), "--adapter", "caddyfile"]
    return [found, "-f", str(main), *(["-t"] if check else ["-DFOREGROUND"])]


def says(server: str, main: Path) -> tuple[int, str]:
    """What the server's own check answers: its exit code and words."""
    home = {**os.environ, "HOME": str(main.parent), "XDG_DATA_HOME": str(main.parent), "XDG_CONFIG_HOME": str(main.parent)}
    done = subprocess.run(command(server, main, check=True), check=False, capture_output=True, text=True, env=home)
    return done.returncode, done.stdout + done.stderr


def certify(shipped: Path) -> None:
    """Puts a certificate made for the occasion where the shipped configuration has the names of files to fill in. Needs openssl."""
    key, certificate = shipped.parent / "key.pem", shipped.parent / "certificate.pem"
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    subprocess.run([*request, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    text = re.sub(r"/etc/ssl/certs/[^\"]+", str(certificate), shipped.read_text(encoding="utf-8"))
    shipped.write_text(re.sub(r"/etc/ssl/private/[^\"]+", str(key), text), encoding="utf-8")


@contextmanager
def running(server: str, site: Path, scratch: Path, *, tls: bool = False) -> Iterator[str]:
    """The address of ``site`` under the shipped configuration; with ``tls`` (nginx, Apache), of a certificate nobody vouches for. Ends the
    server in the end."""
    port = free_port()
    address = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    shipped = written(server, Place.of(address, str(site)), scratch)
    if tls:
        certify(shipped)
    home = {**os.environ, "HOME": str(scratch), "XDG_DATA_HOME": str(scratch), "XDG_CONFIG_HOME": str(scratch)}
    with (scratch / "said").open("wb") as said:
        process = subprocess.Popen(command(server, around(server, shipped), check=False), stdout=said, stderr=said, env=home)
    try:
        _await(port, process, scratch)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _await(port: int, process: subprocess.Popen[bytes], scratch: Path) -> None:
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError((scratch / "said").read_text(encoding="utf-8", errors="replace")[-2000:] or "the web server does not answer")
