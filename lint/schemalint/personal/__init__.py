"""Personal data: which columns hold it, where it is copied to, who may read it, and how long it stays.

Facts and reckoning over the catalogue alone; rules and the `privacy` command share them.
"""

from __future__ import annotations
