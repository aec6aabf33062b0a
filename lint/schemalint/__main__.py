"""The command `schemalint`. Its version is told before anything is imported."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Runs the command line and exits with its code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from schemalint import __version__

        sys.stdout.write(f"schemalint {__version__}\n")
        return
    import gc

    # One run, then the end: its values are tuples without cycles, and looking for cycles among them took a third of the time.
    gc.disable()
    from schemalint.cli import run

    _leave(run(arguments))


def _leave(code: int) -> None:
    """Ends the process. Freeing millions of values one by one before the system takes all of them back took a tenth of a
    small run and more of a large one."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        sys.exit(code)  # a stream that is closed or gone; Python says what there is to say
    if "threading" in sys.modules and sys.modules["threading"].active_count() > 1:
        sys.exit(code)  # a thread still watches over another process
    os._exit(code)


if __name__ == "__main__":
    main()
