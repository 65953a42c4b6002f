"""What students run at home: check, watch, hint, pack."""
