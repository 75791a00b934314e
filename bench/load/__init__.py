"""The people around a busy shop, each in a process of its own: readers, watchers, a teller and somebody in the way."""
