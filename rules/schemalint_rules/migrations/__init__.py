"""Rules about locks, rewrites and the order of steps."""
