"""The report on a population: tables of counts, small cells suppressed, as one page to print and as CSV files."""
