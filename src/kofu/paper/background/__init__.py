"""What shows a copy: the 複写 background of both sides, and the latent 証 on the back (docs/paper-format.md §6)."""
