"""Rules about who may read and change what, and about what leaves the database."""
