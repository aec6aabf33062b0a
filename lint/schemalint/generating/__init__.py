"""Text made from catalogues and changes: DDL, migrations, documents, diagrams."""
