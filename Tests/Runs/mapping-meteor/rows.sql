SELECT id, name, email, verified, meteor_id FROM public.clients ORDER BY id
