"""The customer-focus plan: model, drafting, checking, scoring, exports."""
