CREATE TABLE public.clients (
  id BIGSERIAL PRIMARY KEY, name VARCHAR(255) NOT NULL, email VARCHAR(255) UNIQUE NOT NULL,
  phone VARCHAR(50), protected BOOLEAN DEFAULT FALSE, address JSONB,
  createdat TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
  updatedat TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE public.sensors (id int PRIMARY KEY, client_id bigint);
INSERT INTO public.clients (name, email, phone) VALUES ('Anna', 'ann@x.test', '0'), ('Eve', 'eve@x.test', '5');
