"""The command `schemalint`. Its version is told before anything is imported."""

from __future__ import annotations

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

    sys.exit(run(arguments))


if __name__ == "__main__":
    main()
