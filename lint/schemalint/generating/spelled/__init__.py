"""Changes spelled as statements: one file a family, each with the classes of changes it spells."""
