"""What changes data: each action checks the permission, loads, calls the model, and leaves an audit entry."""
