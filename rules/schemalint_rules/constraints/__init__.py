"""Rules about checks and other constraints."""
