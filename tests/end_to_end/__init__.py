"""The whole way on real parts: the verbs as typed, a real Label Studio, and a real Chromium."""
