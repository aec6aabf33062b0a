"""From the trees of sqlglot to scopes and names. Runs in the process of `query_worker.py`, which alone imports it."""
