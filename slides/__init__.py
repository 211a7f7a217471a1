"""The lecture: what a lecturer edits, and what turns videos into decks."""
