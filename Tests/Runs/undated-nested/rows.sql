SELECT name, email FROM public.clients ORDER BY id
