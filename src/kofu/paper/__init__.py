"""Drawing, sealing, reading back and scanning of paper (design §8)."""
