"""The PostgreSQL process of one data folder: find it, start it, stop it."""

import hashlib
import os
import shlex
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from app.embedded import EmbeddedPostgresError
from app.embedded.account import Account
from app.embedded.binaries import installed_version
from app.embedded.first_use import create_cluster, read_passwords

START_LIMIT_S = 60
PORT = 5432  # Only names the socket file: nothing listens on a network.
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 107  # Bytes, a limit of the operating system.
NO_RESPONSE = 2  # Of pg_isready; 0 accepts connections, 1 is starting, recovering or stopping.


class Postmaster:
    """The PostgreSQL of one data folder. Starting and leaving want the start lock held."""

    def __init__(self, data_dir: Path, account: Account, binaries: Path, *, durable: bool) -> None:
        self._cluster = data_dir / "cluster"
        self._log = self._cluster / "server.log"
        self._account = account
        self._binaries = binaries
        self._durable = durable
        self._socket_folder = _socket_folder(data_dir, account.uid)
        self._stopper: subprocess.Popen[bytes] | None = None

    def url(self, role: str) -> str:
        password = read_passwords(self._cluster)[role]
        host = quote(str(self._socket_folder), safe="")
        # The port is said aloud because clients would otherwise take it from PGPORT.
        return f"postgresql://{role}:{password}@/debrief?host={host}&port={PORT}"

    def start(self, start_lock: int) -> None:
        """Make sure that PostgreSQL answers, whatever state the last process left it in."""
        if not self._cluster.exists():
            create_cluster(
                self._account, self._binaries, self._cluster, start_lock, durable=self._durable
            )
        self._refuse_another_major_version()
        self._account.make_private_folder(self._socket_folder)
        give_up_at = time.monotonic() + START_LIMIT_S
        while (state := self._state()) != 0:
            if time.monotonic() > give_up_at:
                raise self._failure("does not answer", f"waited {START_LIMIT_S} seconds")
            if state == NO_RESPONSE and not self._is_alive():
                self._remove_stale_locks()
                self._launch()
            else:
                time.sleep(0.05)

    def leave(self, *, last: bool) -> None:
        if last and self._is_alive():
            stopped = self._account.run(*self._stop_command("fast"))
            if stopped.returncode != 0 and self._is_alive():
                raise self._failure("did not stop", stopped.stdout)
        if self._stopper:
            self._stopper.communicate()

    def _remove_stale_locks(self) -> None:
        """PostgreSQL would believe the pid in them, though it is a zombie's or somebody else's."""
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)
        (self._socket_folder / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)

    def _launch(self) -> None:
        settings: dict[str, object] = {
            "listen_addresses": "",
            "port": PORT,
            "unix_socket_directories": self._socket_folder,
        }
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = shlex.join(f"--{name}={value}" for name, value in settings.items())
        log_size = len(self._read_log())
        started = self._account.run(
            *(self._binaries / "bin" / "pg_ctl", "start", "--wait", f"--timeout={START_LIMIT_S}"),
            *("--pgdata", self._cluster, "--log", self._log, "--options", options),
        )
        if started.returncode == 0 and not self._durable:
            self._stopper = self._stop_when_we_end()
        elif started.returncode != 0 and not self._is_alive():
            # After a crash its last connections take a moment to notice: then we try again.
            if b"is still in use" not in self._read_log()[log_size:]:
                raise self._failure("could not start", started.stdout)
            time.sleep(0.05)

    def _stop_command(self, mode: str) -> tuple[str | Path, ...]:
        pg_ctl = self._binaries / "bin" / "pg_ctl"
        return (pg_ctl, "stop", "--pgdata", self._cluster, "--mode", mode)

    def _stop_when_we_end(self) -> subprocess.Popen[bytes]:
        """Something that stops PostgreSQL when its stdin closes, as even SIGKILL makes ours do."""
        return subprocess.Popen(
            ("/bin/sh", "-c", 'read -r _; exec "$@"', "sh", *self._stop_command("immediate")),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._account.popen_arguments,
        )

    def _state(self) -> int:
        pg_isready = self._binaries / "bin" / "pg_isready"
        return self._account.run(
            pg_isready, "--host", self._socket_folder, f"--port={PORT}"
        ).returncode

    def _is_alive(self) -> bool:
        """Whether the pid that PostgreSQL noted is still a PostgreSQL on this folder.

        Told by its command line: what else the system knows of a process is closed to a root
        without all its powers, as in a container.
        """
        try:
            pid = (self._cluster / "postmaster.pid").read_text().split()[0]
        except (FileNotFoundError, IndexError):
            return False
        command = _command_line(pid)
        return "/bin/postgres " in command and f" {self._cluster} " in f"{command} "

    def _refuse_another_major_version(self) -> None:
        made_by = (self._cluster / "PG_VERSION").read_text().strip()
        installed = installed_version().split(".")[0]
        if made_by != installed:
            raise EmbeddedPostgresError(
                f"The data in {self._cluster} was made by PostgreSQL {made_by} and the installed"
                f" one is {installed}: dump it with the pg_dump and the server of version"
                f" {made_by}, move the folder away, start again, and restore the dump."
            )

    def _read_log(self) -> bytes:
        return self._log.read_bytes() if self._log.exists() else b""

    def _failure(self, what: str, said: str) -> EmbeddedPostgresError:
        last_lines = self._read_log().decode(errors="replace").splitlines()[-10:]
        return EmbeddedPostgresError(
            f"PostgreSQL {what}: {said.strip()}\nThe end of {self._log} tells why:\n"
            + "\n".join(last_lines)
        )


def _command_line(pid: str) -> str:
    """Its words joined by spaces; empty for no process and for one that has ended."""
    if not Path("/proc/self/cmdline").exists():
        command = ("ps", "-ww", "-o", "command=", "-p", pid)
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    try:
        return Path("/proc", pid, "cmdline").read_text(errors="replace").replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _socket_folder(data_dir: Path, uid: int) -> Path:
    """In the data folder, or under /tmp where that path is too long or has a comma (which separates
    hosts in an address): the same for every process, whatever its environment.
    """
    folder = data_dir / "socket"
    longest = os.fsencode(folder / SOCKET_NAME)
    if len(longest) <= LONGEST_SOCKET_PATH and b"," not in longest:
        return folder
    name = f"debrief-{uid}-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]}"
    return Path("/tmp", name)  # noqa: S108  make_private_folder refuses what others put there
