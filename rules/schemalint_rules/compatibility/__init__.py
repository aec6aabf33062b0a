"""Rules about clients that are still running while a migration changes the schema."""
