"""Gives the tests of this folder the server that another tool asks."""

from __future__ import annotations

from servers import postgres

__all__ = ["postgres"]
