"""Gives the tests of this folder the servers that they compare with."""

from __future__ import annotations

from servers import mariadb, postgres

__all__ = ["mariadb", "postgres"]
