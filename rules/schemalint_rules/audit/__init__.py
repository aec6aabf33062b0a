"""Rules about audit columns, soft deletion and required columns."""
