"""The capacity-and-money plan: the capacity checks on one provider's facts, and what would have to be true instead."""
