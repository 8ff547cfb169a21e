"""The data the bench measures on: made once, kept, and copied for each run."""
