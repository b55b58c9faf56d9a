"""Finished pages and files: templates, authors' prose, pictures, search."""
