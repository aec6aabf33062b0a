"""Rules about document stores: MongoDB and DynamoDB."""
