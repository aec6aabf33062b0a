"""Rules about primary and foreign keys."""
