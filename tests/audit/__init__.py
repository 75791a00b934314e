"""`make audit`: Lighthouse and axe over every page of the served demo shop, by day and by night, on phone and desk."""
