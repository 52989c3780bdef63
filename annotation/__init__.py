"""Before the answers: what is asked, of which sentences, who gets them, and the door to Label Studio."""
