"""The life of one certificate between kiosk, centre and municipality: messages, states, roles, stores. No I/O."""
