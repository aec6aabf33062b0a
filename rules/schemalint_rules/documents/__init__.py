"""Rules about schema documents and the schema they describe."""
