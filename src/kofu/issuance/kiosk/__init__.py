"""The kiosk's part of the protocol: one resident's session, from card to receipt."""
