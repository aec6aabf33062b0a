"""Rules over what was read and replayed: running them, silencing them, remembering what is known."""
