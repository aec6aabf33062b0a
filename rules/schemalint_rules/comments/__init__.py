"""Rules about what the schema says about itself: comments on tables, columns and other objects."""
