SELECT id, name, email, email_verified_at, balance, mongo_id, password FROM public.users ORDER BY id
