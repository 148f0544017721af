"""No paths: each ``PartyApplication`` brings its own."""

urlpatterns: list[object] = []
