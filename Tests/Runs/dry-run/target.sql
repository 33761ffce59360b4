CREATE TABLE public.clients (
  id BIGSERIAL PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  email VARCHAR(255) UNIQUE NOT NULL,
  phone VARCHAR(50),
  protected BOOLEAN DEFAULT FALSE,
  address JSONB,
  createdat TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
  updatedat TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO public.clients (name, email, phone, createdat, updatedat) VALUES
  ('Old', 'Old@x.test', '1', '2024-01-01', '2024-01-01'),
  ('Same', 'same@x.test', NULL, '2024-01-01', '2024-01-01'),
  ('Gone', 'gone@x.test', '', '2024-01-01', '2024-01-01');
