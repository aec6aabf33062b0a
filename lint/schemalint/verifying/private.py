"""A folder and a server process that nobody else reaches and that are gone when the run is."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Any

from schemalint.verifying.engine import UnavailableError

PREFIX = "schemalint-verify-"
LONGEST = 80
"""Characters of a folder whose sockets every system can name."""

_GRACE = 5.0
"""Seconds a server has to end by itself."""


class Private:
    """A folder of mode 0700 and the server that lives in it."""

    def __init__(self, *, refuses_root: bool) -> None:
        """Raises UnavailableError where the folder cannot be given to a user whom the server accepts."""
        if not hasattr(signal, "SIGQUIT"):
            raise UnavailableError("a server of one's own needs Unix sockets; name one by --database-url")
        sweep()
        root = tempfile.gettempdir()
        if len(root) > LONGEST and os.path.isdir("/tmp"):
            root = "/tmp"
        self.folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=root)
        self.user: dict[str, Any] = {}
        self.process: subprocess.Popen[bytes] | None = None
        self._maker = os.getpid()
        atexit.register(self.stop)
        if refuses_root and hasattr(os, "geteuid") and os.geteuid() == 0:
            try:
                self._give_away()
            except (KeyError, OSError) as error:
                self.stop()
                raise UnavailableError(
                    f"the server does not run as root, and there is no user for it: {error}"
                ) from error

    def _give_away(self) -> None:
        import pwd

        known = {one.pw_name: one for one in pwd.getpwall()}
        one = next((known[name] for name in ("postgres", "mysql", "nobody") if name in known), None)
        if one is None or one.pw_uid == 0:
            raise KeyError("neither postgres nor mysql nor nobody exists")
        os.chown(self.folder, one.pw_uid, one.pw_gid)
        self.user = {"user": one.pw_uid, "group": one.pw_gid, "extra_groups": []}

    def run(self, command: Sequence[str], seconds: float = 120) -> None:
        """Runs a program to its end, as the server's user. Raises UnavailableError when it fails."""
        name = os.path.basename(command[0])
        try:
            done = subprocess.run(
                command, capture_output=True, cwd=self.folder, env=environment(), timeout=seconds, check=False,
                stdin=subprocess.DEVNULL, **self.user,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise UnavailableError(f"{name} did not run: {error}") from error
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().splitlines() or ["no word"]
            raise UnavailableError(f"{name} failed: {said[-1][:300]}")

    def start(self, command: Sequence[str], ending: int) -> None:
        """Starts the server. `ending` is the signal that ends it at once; where the system can, it gets that one too when we are
        killed. Raises UnavailableError."""
        self._ending = ending
        try:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder,
                env=environment(), start_new_session=True, preexec_fn=_follower(ending), **self.user,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise UnavailableError(f"{os.path.basename(command[0])} did not start: {error}") from error

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ends the server and removes the folder. A child of ours that inherits this does nothing."""
        if os.getpid() != self._maker:
            return
        atexit.unregister(self.stop)
        process, self.process = self.process, None
        if process is not None and process.poll() is None:
            process.send_signal(self._ending)
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(OSError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        # Children of the server may still write while they end.
        for _ in range(20):
            shutil.rmtree(self.folder, ignore_errors=True)
            if not os.path.lexists(self.folder):
                break
            time.sleep(0.1)


def environment() -> dict[str, str]:
    """What a server gets of our environment: nothing that could hold a secret."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C", "LC_ALL": "C", "TZ": "UTC"}


def _follower(ending: int) -> Any:
    """What makes a process end with its parent, where the system can do that."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        import ctypes

        prctl = ctypes.CDLL(None).prctl
    except (ImportError, OSError, AttributeError):
        return None

    def follow() -> None:
        prctl(1, ending, 0, 0, 0)  # PR_SET_PDEATHSIG; it comes behind the change of user, which would clear it

    return follow


def sweep() -> None:
    """Removes folders of runs that were killed before they could."""
    root = tempfile.gettempdir()
    try:
        names = [name for name in os.listdir(root) if name.startswith(PREFIX)]
    except OSError:
        return
    for name in names:
        pid = name.removeprefix(PREFIX).partition("-")[0]
        folder = os.path.join(root, name)
        if pid.isdigit() and not _lives(int(pid)) and os.path.isdir(folder) and not os.path.islink(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    if not hasattr(os, "killpg"):
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextlib.contextmanager
def cleaning_up() -> Iterator[None]:
    """While this lasts the signals that end a process end it as Ctrl-C does, so that what was begun is put away."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    held: dict[int, Any] = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            with contextlib.suppress(ValueError):  # not the main thread
                held[number] = signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)


def program(name: str, folders: Sequence[str] = ()) -> str:
    """The path of a program in those folders or on PATH, or nothing."""
    for folder in folders:
        path = os.path.join(folder, name)
        if os.access(path, os.X_OK) and os.path.isfile(path):
            return path
    return shutil.which(name) or ""
