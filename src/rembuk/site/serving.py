"""``rembuk serve``: one process with eight threads and its job process, on this machine unless set otherwise."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from rembuk.errors import Refused
from rembuk.site import installation

THREADS = 8
_LOCAL = {"127.0.0.1", "::1", "localhost"}


def serve(port: int | None, say: Callable[[str], None]) -> None:
    """Bring the record up to date and serve it until the process is asked to stop.

    Raises ``Refused`` where there is no record or no key, the port is taken, or the demo would leave this machine.
    """
    values = installation.open_record()
    address, port = values["REMBUK_ADDRESS"], port or values["REMBUK_PORT"]
    if values["REMBUK_DEMO"] and address not in _LOCAL:
        raise Refused("demo-is-local", "Rekaman contoh hanya dilayani di komputer ini.", "Kosongkan REMBUK_ADDRESS.")
    from rembuk.record.core import keys

    keys.ours()
    server = _listen(address, port, behind_proxy=values["REMBUK_TLS"])
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    worker = _start_worker()
    say(_where_to_look(values, address, port))
    try:
        server.run()
    finally:
        server.close()
        _stop_worker(worker)


def application() -> Any:
    """Return the site as a WSGI application, for another server than ours."""
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def _listen(address: str, port: int, behind_proxy: bool) -> Any:
    import waitress

    trusted = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto"}
    try:
        return waitress.create_server(
            application(),
            host=address,
            port=port,
            threads=THREADS,
            ident="rembuk",
            clear_untrusted_proxy_headers=True,
            **(trusted if behind_proxy else {}),
        )
    except OSError as problem:
        if problem.errno in {errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", -1)}:
            sentence = f"Pintu {port} di {address} sudah dipakai program lain."
        elif problem.errno in {errno.EACCES, errno.EPERM}:
            sentence = f"Pintu {port} tidak boleh dibuka oleh pengguna ini."
        else:
            sentence = f"Alamat {address} tidak dapat dibuka: {problem.strerror}."
        raise Refused("cannot-listen", sentence, "Pilih yang lain dengan --port atau REMBUK_ADDRESS.") from None
    except ValueError:
        raise Refused("cannot-listen", f"Alamat {address} tidak dikenal.", "Periksa REMBUK_ADDRESS.") from None


def _start_worker() -> subprocess.Popen[bytes]:
    """Start the job process. It ends when our end of its standard input closes: also when this process is killed."""
    return subprocess.Popen(
        [sys.executable, "-m", "rembuk", "worker", "--until-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _stop_worker(worker: subprocess.Popen[bytes]) -> None:
    if worker.stdin is not None:
        worker.stdin.close()
    try:
        worker.wait(10)
    except subprocess.TimeoutExpired:
        worker.kill()  # its job is resumed at the next start
        worker.wait()


def _where_to_look(values: dict[str, Any], address: str, port: int) -> str:
    host = "localhost" if address in _LOCAL | {"0.0.0.0"} else address  # noqa: S104 - it is only compared
    lines = [f"Rembuk siap: buka http://{host}:{port}/ di peramban. Berhenti dengan Ctrl+C."]
    if values["REMBUK_DEMO"]:
        lines.append("Rekaman contoh: pilih sebuah peran di halaman masuk, tanpa kata sandi.")
    else:
        lines.append("Masuk dengan akun dari rembuk setup atau rembuk admin add.")
    return "\n".join(lines)


def _stop(number: int, frame: Any) -> None:
    raise SystemExit(0)
