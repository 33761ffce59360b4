SELECT id, name, email, encrypted_password, sign_in_count, confirmed_at, mongo_id FROM public.users ORDER BY id
