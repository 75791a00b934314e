"""What the API's fuzzing needs: a key, real values to guess from, and the settings of schemathesis."""
