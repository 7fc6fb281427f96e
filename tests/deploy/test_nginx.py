"""The reverse proxy of production, run here as it is but for ports, paths and a certificate of its own."""

import http.client
import http.server
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


@dataclass
class Application:
    """Stands where the web processes stand and remembers what reached it."""

    port: int = 0
    seen: list[tuple[str, dict[str, str], int]] = field(default_factory=list)


@dataclass(frozen=True)
class Proxy:
    plain: int
    secure: int
    folder: Path

    def connect(self) -> http.client.HTTPSConnection:
        context = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        return http.client.HTTPSConnection("localhost", self.secure, timeout=20, context=context)


@pytest.fixture
def application() -> Iterator[Application]:
    known = Application()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self.rfile.read(length)
            known.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}, length))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        do_POST = do_GET

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield known
    server.shutdown()
    server.server_close()


@pytest.fixture
def proxy(application: Application, tmp_path: Path) -> Iterator[Proxy]:
    yield from run_nginx(tmp_path, application_port=application.port)


@pytest.fixture
def lonely_proxy(tmp_path: Path) -> Iterator[Proxy]:
    yield from run_nginx(tmp_path, application_port=free_port())


def run_nginx(folder: Path, *, application_port: int) -> Iterator[Proxy]:
    proxy = Proxy(plain=free_port(), secure=free_port(), folder=folder)
    write_certificate(folder)
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in {
        "listen 8080": f"listen 127.0.0.1:{proxy.plain}",
        "listen 8443": f"listen 127.0.0.1:{proxy.secure}",
        "http://web:8000": f"http://127.0.0.1:{application_port}",
        "/srv/certificates": str(folder),
        "/srv/errors": str(ROOT / "deploy" / "errors"),
        "/var/cache/nginx": str(folder),
        "/run/nginx.pid": str(folder / "nginx.pid"),
        "/dev/stderr": str(folder / "error.log"),
        "/dev/stdout": str(folder / "access.log"),
    }.items():
        assert old in text
        text = text.replace(old, new)
    if version() < (1, 25):
        text = text.replace("http2 on;", "")
    text = text.replace("http {", f"http {{ client_body_temp_path {folder}/bodies;", 1)
    configuration = folder / "nginx.conf"
    configuration.write_text(text)
    extra = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"
    command = [NGINX or "nginx", "-c", str(configuration), "-e", str(folder / "error.log"), "-g", extra]
    subprocess.run([*command, "-t"], check=True, capture_output=True, text=True)
    process = subprocess.Popen(command)
    try:
        wait_for(proxy.plain)
        wait_for(proxy.secure)
        yield proxy
    finally:
        process.terminate()
        process.wait(10)


def version() -> tuple[int, ...]:
    told = subprocess.run([NGINX or "nginx", "-v"], check=True, capture_output=True, text=True).stderr
    return tuple(int(part) for part in re.findall(r"\d+", told)[:2])


def wait_for(port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError("nginx did not start")


def wait_for_text(path: Path) -> str:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if path.exists() and path.read_text():
            return path.read_text()
    raise AssertionError(f"nothing was written to {path.name}")


def write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def test_nginx_answers_503_in_three_languages_while_the_application_is_away(lonely_proxy: Proxy) -> None:
    connection = lonely_proxy.connect()
    start = time.monotonic()
    connection.request("POST", "/apply/", body=b"name=kept")
    answer = connection.getresponse()
    page = answer.read().decode()

    assert answer.status == 503
    assert time.monotonic() - start < 2
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert re.findall(r'<section lang="(\w+)">', page) == ["en", "fr", "es"]


def test_nginx_error_pages_find_their_stylesheet(lonely_proxy: Proxy) -> None:
    connection = lonely_proxy.connect()
    connection.request("GET", "/_errors/errors.css")
    answer = connection.getresponse()

    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/css")


def test_nginx_refuses_a_request_of_200_mb_in_words(proxy: Proxy, application: Application) -> None:
    connection = proxy.connect()
    start = time.monotonic()
    connection.putrequest("POST", "/apply/")
    connection.putheader("Content-Length", str(200 * 1024 * 1024))
    connection.endheaders()
    connection.send(b"x" * 1024 * 1024)
    answer = connection.getresponse()
    page = answer.read().decode()

    assert answer.status == 413
    assert answer.headers["Connection"] == "close"
    assert answer.headers["Cache-Control"] == "no-store"
    assert time.monotonic() - start < 2
    assert re.findall(r'<section lang="(\w+)">', page) == ["en", "fr", "es"]
    assert application.seen == []


def test_nginx_refuses_a_chunked_request_when_it_passes_the_limit(
    proxy: Proxy, application: Application
) -> None:
    connection = proxy.connect()
    connection.putrequest("POST", "/apply/")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    for _ in range(31):
        connection.send(chunk)
    answer = connection.getresponse()

    assert answer.status == 413
    assert application.seen == []


def test_nginx_keeps_a_slow_upload_from_the_workers_until_it_is_whole(
    proxy: Proxy, application: Application
) -> None:
    connection = proxy.connect()
    connection.putrequest("POST", "/apply/")
    connection.putheader("Content-Length", str(2 * 1024 * 1024))
    connection.endheaders()
    connection.send(b"x" * 1024 * 1024)
    other = proxy.connect()
    other.request("GET", "/between")
    other.getresponse().read()
    reached_meanwhile = [path for path, _, _ in application.seen]
    connection.send(b"x" * 1024 * 1024)
    connection.getresponse().read()

    assert reached_meanwhile == ["/between"]
    assert [(path, length) for path, _, length in application.seen][1:] == [("/apply/", 2 * 1024 * 1024)]


def test_nginx_lets_nobody_choose_their_own_address_or_host(proxy: Proxy, application: Application) -> None:
    connection = proxy.connect()
    connection.request(
        "GET",
        "/",
        headers={
            "X-Forwarded-For": "203.0.113.9",
            "X-Forwarded-Host": "evil.invalid",
            "X-Forwarded-Proto": "http",
            "Forwarded": "for=203.0.113.9",
        },
    )
    connection.getresponse().read()
    headers = application.seen[0][1]

    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert "x-forwarded-host" not in headers
    assert "forwarded" not in headers


def test_nginx_sends_plain_http_to_https(proxy: Proxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=10)
    connection.request("GET", "/calls/?language=fr", headers={"Host": "site.invalid"})
    answer = connection.getresponse()

    assert (answer.status, answer.headers["Location"]) == (308, "https://site.invalid/calls/?language=fr")


def test_nginx_logs_neither_addresses_nor_ids_nor_search_words(proxy: Proxy) -> None:
    connection = proxy.connect()
    connection.request("GET", "/search/secret-id/?q=secret-word")
    connection.getresponse().read()
    connection.close()
    log = wait_for_text(proxy.folder / "access.log")

    assert log.split()[1:5] == ["127.0.0.0", "GET", "/search/", "200"]
    assert "secret" not in log
