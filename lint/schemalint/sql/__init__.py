"""From SQL text to statements, and from statements to the changes they make."""
