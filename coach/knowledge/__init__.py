"""Knowledge: passages, their embedding and index, and the search over them."""
