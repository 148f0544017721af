"""Putting parties together from keys, stores, registers and devices: for the demo, the tests and the simulation."""
