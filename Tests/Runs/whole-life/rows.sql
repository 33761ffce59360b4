SELECT id::text, name, email, phone, protected::text, address::text FROM public.clients ORDER BY id
