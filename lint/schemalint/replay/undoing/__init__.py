"""What takes each kind of change back, a file for what belongs together; `replay/inverse.py` asks them."""
