"""The station's nouns and their rules; no session, no Qt."""
