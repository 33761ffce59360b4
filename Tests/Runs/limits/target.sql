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
INSERT INTO public.clients (name, email) SELECT 'Ann', 'client' || n || '@x.test' FROM generate_series(1, 20) n;
