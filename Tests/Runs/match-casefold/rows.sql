SELECT id::text, name, email FROM public.clients ORDER BY id
