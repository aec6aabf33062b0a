"""Names resolved: every table, column, type, function and sequence that a statement names, held against the catalogue there."""
