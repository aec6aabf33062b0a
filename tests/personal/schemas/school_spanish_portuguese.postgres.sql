CREATE TABLE alumnos (
  id bigint PRIMARY KEY,
  nombres text, -- = name
  primer_apellido text, -- = name
  fecha_de_nacimiento date, -- = birth-date
  sexo char(1), -- ?
  domicilio text, -- = address
  tel_casa text, -- = phone
  celular text, -- = phone
  correo text, -- = email
  curp char(18), -- = national-id
  tipo_sangre text, -- = health
  alergias text, -- = health
  nombre_tutor text, -- = name
  telefono_tutor text, -- = phone
  matricula text,
  grado int,
  foto_url text
);
CREATE TABLE escuelas (id bigint PRIMARY KEY, nombre text, direccion text, telefono text, correo text);
CREATE TABLE materias (id bigint PRIMARY KEY, nombre text, clave text, creditos int);
CREATE TABLE funcionarios (
  id bigint PRIMARY KEY,
  nome text, -- = name
  nome_mae text, -- = name
  data_de_nascimento date, -- = birth-date
  cpf varchar(11), -- = national-id
  carteira_trabalho text, -- = national-id
  telefone_residencial text, -- = phone
  email_corporativo text, -- = email
  logradouro text, -- = address
  conta_corrente text, -- = payment
  agencia text,
  salario numeric(10,2), -- ?
  deficiencia boolean, -- = health
  cargo text
);
CREATE TABLE filiais (id bigint PRIMARY KEY, nome text, endereco text, telefone text, cnpj text);
