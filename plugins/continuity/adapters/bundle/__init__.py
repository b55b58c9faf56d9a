"""Copies of a built site for when its server is gone: what the browser keeps, and the archive that is carried."""
