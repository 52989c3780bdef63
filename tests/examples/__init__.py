"""What several tests borrow: small examples, built by hand."""
