"""Tests of the station: rules as rules, journeys as sentences, the house's own rules."""
