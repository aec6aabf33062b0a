"""Rules about columns and their types."""
