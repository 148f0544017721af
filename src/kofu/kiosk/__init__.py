"""The terminal: devices behind interfaces, and the driver that runs the kiosk's part of the protocol on them."""
