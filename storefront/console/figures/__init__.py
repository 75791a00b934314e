"""What a seller looks at once a week: orders, revenue, kept days, margin, what came back."""
