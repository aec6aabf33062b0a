"""Migrations in other languages, said in SQL: once, before anything else looks at them."""
