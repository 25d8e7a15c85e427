"""Quality and speed, read together. Nothing imports it, and it is not in the image."""
