"""kofu (交付): official certificates from a convenience-store kiosk with a My Number Card."""
