"""Rules about down parts."""
