INSERT INTO mechanics (full_name, hired_on) VALUES ('Mika', '2026-01-05');
