SELECT split_part(email, '@', 1), name, protected::text FROM public.clients ORDER BY id
