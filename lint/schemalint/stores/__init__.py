"""Document stores: their schemas, from files and fences, as changes to the same catalogue."""
