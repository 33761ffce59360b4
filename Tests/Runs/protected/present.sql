INSERT INTO public.clients (name, email, protected) VALUES
  ('Ann', 'down@x.test', true), ('Old', 'both@x.test', true), ('Ann', 'up@x.test', false), ('Ann', 'keep@x.test', true);
