"""Everything that sends. It writes down what happened and judges nothing."""
