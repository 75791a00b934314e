"""What an empty shop still needs: read off the data each time, never ticked."""
