"""How each learned weight was made, one command each. Nothing imports it; it is not in the wheel."""
