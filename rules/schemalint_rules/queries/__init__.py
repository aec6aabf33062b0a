"""Rules about what queries cost or hide."""
