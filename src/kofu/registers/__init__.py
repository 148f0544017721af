"""Resident, koseki, seal and tax registers of one municipality: facts, history, snapshots (design §7)."""
