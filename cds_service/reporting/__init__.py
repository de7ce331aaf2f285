"""What reports share: tables of counts with small cells suppressed, plots drawn from them, and the page around both."""
