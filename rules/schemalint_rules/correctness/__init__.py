"""Rules about what the server refuses, or what means nothing."""
