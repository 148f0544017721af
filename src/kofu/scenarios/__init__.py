"""Scenario cases: people, cards and requests as data, run through the very roles that serve the kiosk."""
