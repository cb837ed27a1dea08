"""What figures say: findings, headings, advice and columns, in one place for page, chart, file and mail."""
