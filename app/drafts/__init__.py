"""Drafts (草稿): what was typed and is not saved lies in a file of this PC within a second, whatever happens."""
