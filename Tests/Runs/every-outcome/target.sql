CREATE TABLE public.clients (
  id BIGSERIAL PRIMARY KEY, name VARCHAR(255) NOT NULL, email VARCHAR(255) UNIQUE NOT NULL,
  phone VARCHAR(50) CHECK (phone <> 'refused'), protected BOOLEAN DEFAULT FALSE, address JSONB,
  createdat TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
  updatedat TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP);
INSERT INTO public.clients (name, email, phone, protected, address) VALUES
  ('Same', 'same@x.test', '1', false, '{"city": "Bern"}'),
  ('Old', 'differs@x.test', '2', false, '{"city": "Bern", "tags": ["a", "b"]}'),
  ('Kept', 'kept@x.test', '3', true, NULL),
  ('Lower', 'lower@x.test', '4', true, NULL),
  ('Gone', 'orphan@x.test', NULL, false, NULL),
  ('Other', 'refused@x.test', '5', false, NULL),
  ('A', 'two@x.test', NULL, false, NULL), ('B', 'TWO@x.test', NULL, false, NULL);
