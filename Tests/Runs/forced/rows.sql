SELECT id::text, name, email, phone, createdat::text, updatedat > now() - interval '1 hour' FROM public.clients ORDER BY id
