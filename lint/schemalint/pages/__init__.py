"""Markdown schema documents: sections, tables, fences, diagrams, and the facts they state."""
