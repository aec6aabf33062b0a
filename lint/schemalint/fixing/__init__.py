"""From findings to files: which fixes go together, where their text stands, and how it is written without losing anything."""
