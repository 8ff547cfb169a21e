"""`make bench`: our four hot operations next to a bare application doing the same SQL."""
