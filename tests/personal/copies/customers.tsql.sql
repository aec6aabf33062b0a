-- view dbo.v: email
-- history dbo.customersold: email, phone
-- audit dbo.changes: email, phone
-- routine dbo.getcustomer: email, phone
-- routine dbo.getmail: email
CREATE TABLE dbo.Customers (Id int PRIMARY KEY, Email nvarchar(200), Phone nvarchar(30), Plan_ nvarchar(10),
  ValidFrom datetime2 GENERATED ALWAYS AS ROW START, ValidTo datetime2 GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (ValidFrom, ValidTo))
  WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.CustomersOld));
GO
CREATE TABLE dbo.CustomersOld (Id int, Email nvarchar(200), Phone nvarchar(30), Plan_ nvarchar(10), ValidFrom datetime2, ValidTo datetime2);
GO
CREATE TABLE dbo.Changes (Id int IDENTITY, What nvarchar(max), At datetime2);
GO
CREATE TRIGGER dbo.trg ON dbo.Customers AFTER DELETE AS INSERT INTO dbo.Changes (What) SELECT (SELECT d.* FOR JSON PATH) FROM deleted d;
GO
CREATE VIEW dbo.v AS SELECT c.Id, Mail = c.Email FROM dbo.Customers c;
GO
CREATE PROCEDURE dbo.GetCustomer @id int AS SELECT * FROM dbo.Customers WHERE Id = @id;
GO
CREATE PROCEDURE dbo.CountCustomers AS SELECT COUNT(*) FROM dbo.Customers;
GO
CREATE PROCEDURE dbo.GetMail @id int, @mail nvarchar(200) OUTPUT AS SELECT @mail = Email FROM dbo.Customers WHERE Id = @id;
GO
CREATE PROCEDURE dbo.ForgetCustomer @id int AS UPDATE dbo.Customers SET Email = NULL, Phone = NULL WHERE Id = @id;
GO
GRANT SELECT ON dbo.v TO Sales;
GO
DENY SELECT ON dbo.Customers TO Sales;
GO
GRANT EXECUTE ON dbo.GetCustomer TO Support;
GO
