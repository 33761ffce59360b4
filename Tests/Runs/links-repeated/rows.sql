SELECT id, email, name FROM public.clients ORDER BY id
