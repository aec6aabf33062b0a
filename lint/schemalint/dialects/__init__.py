"""Facts about servers: words, folding, types, limits, locks. Data, and what reads it; nothing that acts."""
