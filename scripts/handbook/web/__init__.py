"""What the service carries of the handbook: its pages, the source attributes, and the material of the review packet."""
