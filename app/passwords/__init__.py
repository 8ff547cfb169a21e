"""Choosing a password: of one's own, by invitation, or after forgetting it."""
