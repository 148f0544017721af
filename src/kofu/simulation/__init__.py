"""A seeded world of the real roles under every fault we could think of, judged by the promises (design §11)."""
