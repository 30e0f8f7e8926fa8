"""Probes: checks of what schemas cannot say, derived from what a service declares."""
