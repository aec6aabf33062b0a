CREATE TABLE dbo.Adherents (
  Id bigint PRIMARY KEY,
  NomFamille nvarchar(80), -- = name
  Prenom nvarchar(80), -- = name
  DateNaissance date, -- = birth-date
  AdresseEmail nvarchar(200), -- = email
  TelephoneMobile nvarchar(20), -- = phone
  AdressePostale nvarchar(200), -- = address
  CodePostal nvarchar(10), -- = address
  NumeroSecuriteSociale char(15), -- = national-id
  GroupeSanguin nvarchar(3), -- = health
  PersonneAContacter nvarchar(100), -- = name
  NumeroLicence nvarchar(20),
  Cotisation decimal(10,2),
  Statut nvarchar(20)
);
GO
CREATE TABLE dbo.Salles (Id bigint PRIMARY KEY, Nom nvarchar(80), Adresse nvarchar(200), CodePostal nvarchar(10), Telephone nvarchar(20), Capacite int);
GO
CREATE TABLE dbo.Patienten (
  Id bigint PRIMARY KEY,
  Voorletters nvarchar(10), -- ?
  Achternaam nvarchar(80), -- = name
  Geboortedatum date, -- = birth-date
  BSN char(9), -- = national-id
  Telefoon nvarchar(20), -- = phone
  Huisarts nvarchar(80), -- ?
  Bloedgroep nvarchar(3), -- = health
  Allergieen nvarchar(200), -- = health
  Straat nvarchar(80), -- = address
  Huisnummer nvarchar(10), -- = address
  IBAN nvarchar(34) -- = payment
);
GO
