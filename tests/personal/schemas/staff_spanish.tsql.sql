CREATE TABLE dbo.empleados (
  id bigint IDENTITY PRIMARY KEY,
  nombre nvarchar(100), -- = name
  apellidos nvarchar(200), -- = name
  apellido_paterno nvarchar(100), -- = name
  apellido_materno nvarchar(100), -- = name
  fecha_nacimiento date, -- = birth-date
  correo_electronico nvarchar(255), -- = email
  telefono_movil nvarchar(20), -- = phone
  direccion nvarchar(255), -- = address
  codigo_postal nvarchar(10), -- = address
  dni nvarchar(9), -- = national-id
  nie nvarchar(9), -- = national-id
  numero_seguridad_social nvarchar(12), -- = national-id
  cuenta_bancaria nvarchar(24), -- = payment
  grupo_sanguineo nvarchar(3), -- = health
  discapacidad bit, -- = health
  alergias nvarchar(200), -- = health
  afiliacion_sindical nvarchar(50), -- = special
  religion nvarchar(50), -- = special
  salario decimal(10,2), -- ?
  estado nvarchar(20),
  departamento_id bigint,
  fecha_alta datetime2
);
GO
CREATE TABLE dbo.proveedores (id bigint PRIMARY KEY, nombre nvarchar(100), direccion nvarchar(200), telefono nvarchar(20), cif nvarchar(9));
GO
CREATE TABLE dbo.productos (id bigint PRIMARY KEY, nombre nvarchar(100), codigo nvarchar(20), direccion_imagen nvarchar(300));
GO
