-- view v_p: email
-- history patients_hist: email, diagnosis
-- audit patients_hist: email, diagnosis
-- audit mails: email
-- routine get_all: diagnosis
-- routine get_mail: email
-- routine pkg: diagnosis
CREATE TABLE patients (id NUMBER PRIMARY KEY, email VARCHAR2(200), diagnosis VARCHAR2(400), created DATE);
CREATE TABLE patients_hist (id NUMBER, email VARCHAR2(200), diagnosis VARCHAR2(400));
CREATE TABLE mails (id NUMBER, txt CLOB);
CREATE OR REPLACE VIEW v_p AS SELECT id, NVL(email, '-') m FROM patients;
CREATE OR REPLACE FUNCTION get_mail(p NUMBER) RETURN VARCHAR2 IS v VARCHAR2(200); BEGIN SELECT email INTO v FROM patients WHERE id = p; RETURN v; END;
/
CREATE OR REPLACE PROCEDURE get_all(c OUT SYS_REFCURSOR) IS BEGIN OPEN c FOR SELECT id, diagnosis FROM patients; END;
/
CREATE OR REPLACE PACKAGE BODY pkg IS
  FUNCTION dia(p NUMBER) RETURN VARCHAR2 IS v VARCHAR2(400); BEGIN SELECT diagnosis INTO v FROM patients WHERE id = p; RETURN v; END;
  PROCEDURE x IS BEGIN NULL; END;
END;
/
CREATE OR REPLACE TRIGGER trg AFTER DELETE ON patients FOR EACH ROW BEGIN INSERT INTO patients_hist VALUES (:OLD.id, :OLD.email, :OLD.diagnosis); END;
/
CREATE OR REPLACE TRIGGER trg2 AFTER INSERT ON patients FOR EACH ROW BEGIN INSERT INTO mails (id, txt) VALUES (:NEW.id, 'to ' || :NEW.email); END;
/
CREATE OR REPLACE PROCEDURE purge IS BEGIN DELETE FROM patients WHERE created < ADD_MONTHS(SYSDATE, -120); END;
/
GRANT SELECT ON v_p TO nurse;
GRANT EXECUTE ON get_mail TO nurse;
GRANT SELECT ANY TABLE TO dba_role;
