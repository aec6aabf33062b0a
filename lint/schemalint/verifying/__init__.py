"""Migrations on real servers: engines, sessions, pictures of what a server holds, and the turns there, back and there again."""
