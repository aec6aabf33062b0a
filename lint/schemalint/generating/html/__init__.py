"""A catalogue as one page for a browser: searchable tables, a drawn diagram, findings beside what they are about."""
