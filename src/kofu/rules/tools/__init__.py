"""What people who write rules use: checking, showing, asking why, snapshots, skeletons. No server is needed."""
