"""Certificates of cards, their validation and revocation, and the trust list everybody checks against."""
