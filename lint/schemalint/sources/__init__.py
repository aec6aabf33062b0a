"""Which files there are, what they are for, in what order they apply, and which of them are released."""
