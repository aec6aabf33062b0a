CREATE TABLE gebruikers (
  id uuid PRIMARY KEY,
  voornaam text, -- = name
  tussenvoegsel text, -- = name
  achternaam text, -- = name
  geboortedatum date, -- = birth-date
  emailadres text, -- = email
  telefoonnummer text, -- = phone
  mobiel text, -- = phone
  straatnaam text, -- = address
  huisnummer text, -- = address
  postcode text, -- = address
  woonplaats text, -- = address
  bsn char(9), -- = national-id
  rekeningnummer text, -- = payment
  wachtwoord_hash text,
  aangemaakt_op timestamptz
);
CREATE TABLE leveranciers (id uuid PRIMARY KEY, naam text, adres text, telefoon text, kvk_nummer text);
CREATE TABLE utilizadores (
  id uuid PRIMARY KEY,
  nome_completo text, -- = name
  nome text, -- = name
  sobrenome text, -- = name
  apelido text, -- ?
  data_nascimento date, -- = birth-date
  correio_eletronico text, -- = email
  telemovel text, -- = phone
  celular text, -- = phone
  morada text, -- = address
  endereco text, -- = address
  bairro text, -- = address
  codigo_postal text, -- = address
  cep text, -- = address
  cpf char(11), -- = national-id
  rg text, -- = national-id
  nif char(9), -- = national-id
  tipo_sanguineo text, -- = health
  raca text, -- = special
  senha text
);
CREATE TABLE fornecedores (id uuid PRIMARY KEY, nome text, cnpj char(14), endereco text, telefone text);
