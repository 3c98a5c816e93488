"""The facilitator's pack: session plan, sheet, form and slides, made from what the coach asks."""
