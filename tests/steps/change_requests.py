"""A change request as people type it."""

ASK = 'change "Vendor is late" M-1 to 18 Mar because the vendor is late'
