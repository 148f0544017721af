"""The kiosk's screen in a browser: a session's flow, the pages, their events."""
