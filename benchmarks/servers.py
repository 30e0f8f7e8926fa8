"""Server processes: started on a free port, watched from outside, stopped."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases import HEADERS

ROOT = Path(__file__).parent.parent
PRISM_VERSION = "5.16.0"
PRISM_HOME = ROOT / "benchmarks" / ".prism"
PROCESS_CPU_CLOCK = 2  # CPUCLOCK_SCHED: what the kernel charges to all threads of a process, in ns
START_TIMEOUT_S = 300.0
POLL_S = 0.002
NOBODY = None  # in the place of a status


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server, and how long it took until every probed path answered 200."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    started_in_s: float

    def cpu_s(self) -> float:
        """Return the CPU time that the process has used so far, user and system together.

        /proc/PID/stat counts in ticks of 10 ms; the process's own CPU clock has nanoseconds. Its id
        is made of the process id as clock_getcpuclockid(3) makes it.
        """
        return time.clock_gettime((~self.process.pid << 3) | PROCESS_CPU_CLOCK)

    def memory_mb(self) -> float:
        """Return the resident memory of the process now."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        message = f"{self.name} is not running"
        raise RuntimeError(message)

    def post(self, path: str) -> None:
        """Post nothing to a path; anything but a 200 is an error."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("POST", path)
        status = connection.getresponse().status
        connection.close()
        if status != http.client.OK:
            message = f"{self.name} answered {status} to POST {path}"
            raise RuntimeError(message)

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(
    name: str,
    command: Sequence[str],
    probes: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
) -> Server:
    """Start a server, its port filled in for `{port}`, and wait for a 200 on each probed path."""
    port = _free_port()
    filled = [part.replace("{port}", str(port)) for part in command]
    began = time.perf_counter()
    process = subprocess.Popen(
        filled, cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL
    )
    for probe in probes:
        _wait_for(name, process, port, probe)
    return Server(name=name, port=port, process=process, started_in_s=time.perf_counter() - began)


def understudy(*arguments: str) -> list[str]:
    """Return the command that serves with these arguments, as installed beside this interpreter."""
    script = Path(sys.executable).with_name("understudy")
    return [str(script), "serve", *arguments, "--port", "{port}"]


def bare() -> list[str]:
    """Return the command of the bare ASGI app, on the HTTP server that Understudy uses."""
    command = "-m uvicorn benchmarks.bare_app:app --port {port} --loop uvloop --http httptools"
    quiet = "--no-access-log --log-level warning --no-date-header --no-server-header --lifespan off"
    return [sys.executable, *command.split(), *quiet.split()]


def prism(document: Path, *options: str) -> list[str]:
    """Return the command that serves a document with Prism, which `install_prism` installed."""
    script = PRISM_HOME / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    return ["node", str(script), "mock", "--port", "{port}", *options, str(document)]


def install_prism() -> bool:
    """Install Prism unless it is there; tell whether it is, which takes node and npm."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return False
    if not (PRISM_HOME / "node_modules").exists():
        PRISM_HOME.mkdir(exist_ok=True)
        package = f"@stoplight/prism-cli@{PRISM_VERSION}"
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]
        subprocess.run(
            [npm, "install", "--prefix", str(PRISM_HOME), *options, package],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(name: str, process: subprocess.Popen[bytes], port: int, path: str) -> None:
    deadline = time.perf_counter() + START_TIMEOUT_S
    status = NOBODY
    while status is NOBODY and time.perf_counter() < deadline:
        if process.poll() is not None:
            message = f"{name} ended with exit code {process.returncode} before it answered"
            raise RuntimeError(message)
        status = _status(port, path)
        time.sleep(POLL_S)
    if status != http.client.OK:
        process.kill()
        message = f"{name} answered {status} on {path}, not 200"
        raise RuntimeError(message)


def _status(port: int, path: str) -> int | None:
    """Return the status of one GET, NOBODY while nobody listens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_TIMEOUT_S)
    try:
        connection.request("GET", path, headers=dict(HEADERS))
        return connection.getresponse().status
    except OSError:
        return NOBODY
    finally:
        connection.close()
