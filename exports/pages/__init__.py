"""How any page is made: templates filled in, and pictures drawn as SVG; one HTML file that needs no other."""
