"""Django's ``default`` database, which does not exist: whoever reaches for it has forgotten whose data it is."""
