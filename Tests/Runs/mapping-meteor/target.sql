CREATE TABLE public.clients (
  id BIGSERIAL PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  email VARCHAR(255) NOT NULL UNIQUE,
  verified BOOLEAN NOT NULL DEFAULT false,
  meteor_id TEXT UNIQUE,
  createdat TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
  updatedat TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO public.clients (name, email, meteor_id) VALUES
  ('Ann', 'ann@example.com', 'kept'),
  ('Dan', 'dan@example.com', 'ZHnRcLrhYvSBEFmfD');
