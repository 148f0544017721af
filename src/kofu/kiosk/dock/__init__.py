"""The dock: a bench beside the screen, where a person plays resident, printer fault and power cut."""
