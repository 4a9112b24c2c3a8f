"""Facts about child growth: the WHO tables, the Indonesian categories, the minimum monthly gain, the referral rules."""
